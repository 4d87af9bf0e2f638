package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/admin/adminweb"
)

// listing is a page list and its query: the path, the registered statements of the page's rows and of how many there are in
// all, the arguments of both after the centre for somebody who sees everything, how many columns a row has and which of them a
// bare page shows.
type listing struct {
	path, rows, total string
	args              []any
	columns           int
	shown             []int
}

// listSize is how many rows a page of a list has.
const listSize = 50

var listings = []listing{
	{"/items", "catalog.list_code_asc", "catalog.list_count", []any{true, "[]", "[]", 0, "", "", "", "", "", "[]"}, 19,
		[]int{2, 1, 5, 7, 10, 16, 18}},
	{"/cases", "casework.list_received_desc", "casework.count", []any{true, "[]", "[]", "[]", "", false, 0, 0, int64(1) << 62, "", ""}, 40,
		[]int{8, 1, 11, 13, 32, 36, 27}},
}

// read is the raw list query: the rows of a page and how many there are.
type read func(ctx context.Context) (rows [][]string, err error)

func (l listing) reader(w *world) read {
	page, total := statement(l.rows), statement(l.total)
	return func(ctx context.Context) (rows [][]string, err error) {
		err = w.app.Store.Read(ctx, w.app.Identity.Centre, func(tx *db.Tx) error {
			args := append([]any{tx.Centre}, l.args...)
			if _, err = db.One(tx, total, db.Value[int], args...); err != nil {
				return err
			}
			rows, err = db.Rows(tx, page, l.scanner(), append(args, listSize, 0)...)
			return err
		})
		return rows, err
	}
}

// scanner reads every column and keeps those that are shown.
func (l listing) scanner() func(db.Scan) ([]string, error) {
	cells, into := make([]any, l.columns), make([]any, l.columns)
	for i := range cells {
		into[i] = &cells[i]
	}
	return func(row db.Scan) (out []string, err error) {
		if err = row(into...); err != nil {
			return nil, err
		}
		for _, i := range l.shown {
			out = append(out, cellText(cells[i]))
		}
		return out, nil
	}
}

func cellText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}

// pageList is probe 3: a page against its query, and against the least that could draw it.
func (r *run) pageList(ctx context.Context) error {
	for _, l := range listings {
		if err := r.page(ctx, l); err != nil {
			return fmt.Errorf("%s: %w", l.path, err)
		}
	}
	return nil
}

func (r *run) page(ctx context.Context, l listing) error {
	w := r.world
	query := l.reader(w)
	rows, err := query(ctx)
	if err != nil {
		return err
	}
	if len(rows) < listSize {
		return fmt.Errorf("bench: %d rows, a page of the list is not full", len(rows))
	}
	bare, stop, err := w.bare(ctx, query)
	if err != nil {
		return err
	}
	defer stop()
	sides := []*side{{profile: "page_list_" + strings.Trim(l.path, "/")}, {}, {}}
	ours, queries, theirs := sides[0], sides[1], sides[2]
	if ours.all, ours.size, err = askers(ctx, w.address, get(l.path, w.member), readers); err != nil {
		return err
	}
	if theirs.all, theirs.size, err = askers(ctx, bare, get(l.path, ""), readers); err != nil {
		return err
	}
	for range readers {
		queries.all = append(queries.all, func() error {
			_, err := query(ctx)
			return err
		})
	}
	if err := r.interleave(ctx, sides...); err != nil {
		return err
	}
	r.add(line(3, "列表页 ÷ 原始查询 page list ÷ raw list query, "+l.path, "", ratios(ours.rates, queries.rates),
		Limit{Least: true, Gate: 0.3, Goal: 0.42}, fmt.Sprintf("page %.0f/s (%d rows, %.1f KB, uncompressed), raw query %.0f/s; processor "+
			"time %.0f µs a page with the client, %.0f µs a query", median(ours.rates), len(rows), float64(ours.size)/1000,
			median(queries.rates), median(ours.cpu), median(queries.cpu))))
	r.add(line(3, "列表页 ÷ 裸页面 page list ÷ bare net/http page, "+l.path, "", ratios(ours.rates, theirs.rates),
		Limit{Least: true, Goal: 0.5}, fmt.Sprintf("bare page %.0f/s (%.1f KB), %.0f µs with the client", median(theirs.rates),
			float64(theirs.size)/1000, median(theirs.cpu))))
	return nil
}

// askers ask for one page again and again, each on a connection; size is what one of them gets.
func askers(ctx context.Context, address string, request []byte, n int) (all []work, size int, err error) {
	for range n {
		c, err := dial(ctx, address)
		if err != nil {
			return nil, 0, err
		}
		if err := c.ask(request); err != nil {
			return nil, 0, err
		}
		size = len(c.body)
		all = append(all, func() error { return c.ask(request) })
	}
	return all, size, nil
}

// bare serves the same query in the same frame with net/http and nothing else.
func (w *world) bare(ctx context.Context, query read) (address string, stop func(), err error) {
	frame, err := w.frame(ctx)
	if err != nil {
		return "", nil, err
	}
	page := func(out http.ResponseWriter, r *http.Request) {
		rows, err := query(r.Context())
		var b bytes.Buffer
		if err == nil {
			err = barePage(frame, rows).Render(text.With(r.Context(), text.Zh), &b)
		}
		if err != nil {
			http.Error(out, err.Error(), http.StatusInternalServerError)
			return
		}
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = out.Write(b.Bytes())
	}
	return handle(ctx, http.HandlerFunc(page))
}

// handle serves a handler on the loopback.
func handle(ctx context.Context, h http.Handler) (address string, stop func(), err error) {
	l, err := listen(ctx)
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: patience}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	return l.Addr().String(), func() {
		_ = s.Close()
		<-done
	}, nil
}

// frame is the frame of the member's page, made once.
func (w *world) frame(ctx context.Context) (ui.StaffPage, error) {
	secret, _ := strings.CutPrefix(w.member, adminweb.SessionCookie+"=")
	by, _, err := w.app.Identity.Enter(ctx, secret)
	if err != nil || !by.Somebody() {
		return ui.StaffPage{}, errors.Join(err, errors.New("bench: the member is not logged in"))
	}
	return w.app.Shell(identity.With(text.With(ctx, text.Zh), by), "列表", ""), nil
}
