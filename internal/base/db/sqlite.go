package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"

	"lianban/internal/base/errs"
)

// lite is the SQLite store: one writer, several readers.
type lite struct {
	opt     Options
	lock    *os.File
	file    *os.File // the database, for move; closed last, for the engine loses its locks with any handle of the process
	writing *sql.DB
	reading *sql.DB
	readers chan *liteConn
	queue   chan *op
	done    chan struct{}
	broken  chan struct{}
	once    sync.Once

	written int           // operations since the log was asked to be moved; the writer alone counts
	due     chan struct{} // the log has grown
	moved   chan struct{} // what stood in the log stands in the database, but for what came since
	idle    chan struct{} // nobody moves the log any more

	stop   sync.RWMutex // held by those who put into queue, so that close can end it
	closed bool
}

// liteConn is one connection with its prepared statements.
type liteConn struct {
	conn  *sql.Conn
	stmts map[*Stmt]*sql.Stmt
}

func openSQLite(ctx context.Context, o Options) (*lite, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockDir(o.Dir)
	if err != nil {
		return nil, err
	}
	s := &lite{opt: o, lock: lock, queue: make(chan *op, 1024), done: make(chan struct{}), broken: make(chan struct{}),
		due: make(chan struct{}, 1), moved: make(chan struct{}, 1), idle: make(chan struct{})}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// lockDir refuses a second process on the same data.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(errs.New(errs.Unavailable, "db.second_process", "dir", dir).Cause(err), f.Close())
	}
	return f, nil
}

func (s *lite) open(ctx context.Context) (err error) {
	file := filepath.Join(s.opt.Dir, "lianban.db")
	if s.writing, err = sql.Open("sqlite", dsn(file, s.opt, true)); err != nil {
		return err
	}
	s.writing.SetMaxOpenConns(1)
	if err := checkVersion(ctx, s.writing); err != nil {
		return err
	}
	if err := begin(ctx, s.writing); err != nil {
		return err
	}
	if s.file, err = os.Open(filepath.Clean(file)); err != nil {
		return err
	}
	if err := migrate(ctx, s.writing, SQLite); err != nil {
		return err
	}
	if err := guide(ctx, s.writing); err != nil {
		return err
	}
	n := s.opt.Readers
	if n == 0 {
		n = min(2*runtime.GOMAXPROCS(0), 8)
	}
	if s.reading, err = sql.Open("sqlite", dsn(file, s.opt, false)); err != nil {
		return err
	}
	s.reading.SetMaxOpenConns(n + 2) // one more for Pool, one for the log
	s.readers = make(chan *liteConn, n)
	for range n {
		c, err := newConn(ctx, s.reading, s.opt, false)
		if err != nil {
			return err
		}
		s.readers <- c
	}
	w, err := newConn(ctx, s.writing, s.opt, true)
	if err != nil {
		return err
	}
	go s.work(w)
	go s.move(context.WithoutCancel(ctx))
	return nil
}

// dsn names every pragma; newConn reads each of them back, because drivers drop some silently.
func dsn(file string, o Options, write bool) string {
	q := url.Values{"_txlock": {"deferred"}}
	sync := "full"
	if o.NoSync {
		sync = "off"
	}
	p := []string{"busy_timeout(10000)", "journal_mode(wal)", "synchronous(" + sync + ")", "foreign_keys(1)",
		"secure_delete(1)", "temp_store(memory)"}
	if write {
		p = append(p, "cache_size(-65536)", "wal_autocheckpoint(0)") // see move
	} else {
		// One shared page cache lock slows readers; pages read through a map do not need it.
		p = append(p, "query_only(1)", "mmap_size(1073741824)", "cache_size(-8192)")
	}
	q["_pragma"] = p
	return "file:" + url.PathEscape(file) + "?" + q.Encode()
}

func newConn(ctx context.Context, pool *sql.DB, o Options, write bool) (*liteConn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkPragmas(ctx, c, o, write); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &liteConn{conn: c, stmts: map[*Stmt]*sql.Stmt{}}, nil
}

// checkPragmas reads back what keeps acknowledged writes safe and refuses to go on when it is not so.
func checkPragmas(ctx context.Context, c *sql.Conn, o Options, write bool) error {
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000",
		"secure_delete": "1"}
	if o.NoSync {
		want["synchronous"] = "0"
	}
	if !write {
		want["query_only"] = "1"
	}
	for name, value := range want {
		var got string
		if err := c.QueryRowContext(ctx, "pragma "+name).Scan(&got); err != nil {
			return fmt.Errorf("db: pragma %s: %w", name, err)
		}
		if got != value {
			return fmt.Errorf("db: refuses to run: pragma %s is %s, wants %s", name, got, value)
		}
	}
	return nil
}

// checkVersion refuses SQLite below 3.51.3: 3.7.0 to 3.51.2 can corrupt a file when two connections meet at a WAL reset.
func checkVersion(ctx context.Context, pool *sql.DB) error {
	var v string
	if err := pool.QueryRowContext(ctx, "select sqlite_version()").Scan(&v); err != nil {
		return err
	}
	return safeVersion(v)
}

func safeVersion(v string) error {
	var major, minor, patch int
	if _, err := fmt.Sscanf(v, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return fmt.Errorf("db: SQLite version %q: %w", v, err)
	}
	if major*1_000_000+minor*1_000+patch < 3_051_003 {
		return fmt.Errorf("db: refuses to run: SQLite %s is older than 3.51.3 and can corrupt a database in WAL mode", v)
	}
	return nil
}

func (s *lite) pool() *sql.DB           { return s.reading }
func (s *lite) failed() <-chan struct{} { return s.broken }

func (s *lite) read(ctx context.Context, tx *Tx, f func(*Tx) error) error {
	var c *liteConn
	select {
	case c = <-s.readers:
	case <-ctx.Done():
		return errs.New(errs.Unavailable, "error.unavailable").Cause(ctx.Err())
	}
	defer func() { s.readers <- c }()
	// The driver watches a context that can end with a goroutine per statement; reads are short, so it is not asked to.
	free := context.WithoutCancel(ctx)
	tx.Ctx = free
	tx.begin(c)
	if err := c.plain(free, qBegin); err != nil {
		return err
	}
	err := guard(tx, f)
	return errors.Join(err, c.plain(free, qRollback))
}

func (s *lite) close() error {
	s.stop.Lock()
	closed := s.closed
	s.closed = true
	s.stop.Unlock()
	if closed {
		return nil
	}
	close(s.queue)
	<-s.done
	close(s.due)
	<-s.idle
	return s.release()
}

func (s *lite) release() error {
	var all []error
	for len(s.readers) > 0 {
		all = append(all, (<-s.readers).conn.Close())
	}
	for _, p := range []*sql.DB{s.reading, s.writing} {
		if p != nil {
			all = append(all, p.Close())
		}
	}
	if s.file != nil {
		all = append(all, s.file.Close())
	}
	return errors.Join(append(all, s.lock.Close())...)
}

var (
	qBegin     = &Stmt{Name: "db.begin", text: map[Engine]string{SQLite: "begin"}}
	qImmediate = &Stmt{Name: "db.immediate", text: map[Engine]string{SQLite: "begin immediate"}}
	qSave      = &Stmt{Name: "db.save", text: map[Engine]string{SQLite: "savepoint op"}}
	qBack      = &Stmt{Name: "db.back", text: map[Engine]string{SQLite: "rollback to op"}}
	qRelease   = &Stmt{Name: "db.release", text: map[Engine]string{SQLite: "release op"}}
	qCommit    = &Stmt{Name: "db.commit", text: map[Engine]string{SQLite: "commit"}}
	qRollback  = &Stmt{Name: "db.rollback", text: map[Engine]string{SQLite: "rollback"}}
)

func (c *liteConn) prepared(ctx context.Context, s *Stmt) (*sql.Stmt, error) {
	if st, ok := c.stmts[s]; ok {
		return st, nil
	}
	st, err := c.conn.PrepareContext(ctx, s.Text(SQLite))
	if err == nil {
		c.stmts[s] = st
	}
	return st, err
}

func (c *liteConn) exec(ctx context.Context, s *Stmt, args []any) (sql.Result, error) {
	st, err := c.prepared(ctx, s)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (c *liteConn) query(ctx context.Context, s *Stmt, args []any) (*sql.Rows, error) {
	st, err := c.prepared(ctx, s)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (c *liteConn) plain(ctx context.Context, s *Stmt) error {
	_, err := c.exec(ctx, s, nil)
	return err
}
