package ledger

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/core/ledger/proof"
)

var (
	// Across the centres: the first of the two steps, a plain read.
	qCentres = db.Q("ledger.centres", `select centre_id from ledger_event where seq = 0 group by centre_id`)
	// Across the centres: the first of the two steps, those whose last events are sealed but not signed for a minute.
	qUnsigned = db.Q("ledger.unsigned", `select t.centre_id from ledger_tree t where t.size > (select coalesce(max(c.size), 0)
		from ledger_checkpoint c where c.centre_id = t.centre_id) and not exists (select c.size from ledger_checkpoint c
		where c.centre_id = t.centre_id and c.at > $1)`)
	qPlant = db.Q("ledger.plant", `insert into ledger_tree (centre_id, size, peaks) values ($1, 0, $2)
		on conflict (centre_id) do nothing`)
	qTree = db.Q("ledger.tree", `select size, peaks from ledger_tree where centre_id = $1 @lock`)
	// The same without the lock, for reading.
	qStands = db.Q("ledger.stands", `select size, peaks from ledger_tree where centre_id = $1`)
	qOpen   = db.Q("ledger.open", `select id, record, digest from ledger_event where centre_id = $1 and seq = 0
		order by id limit $2`)
	qNumber = db.Q("ledger.number", `update ledger_event set seq = $3 where centre_id = $1 and id = $2 and seq = 0`)
	qNode   = db.Q("ledger.node", `insert into ledger_node (centre_id, level, place, hash) values ($1, $2, $3, $4)`)
	qGrow   = db.Q("ledger.grow", `update ledger_tree set size = $2, peaks = $3 where centre_id = $1`)
	qLast   = db.Q("ledger.last", `select size, at, note from ledger_checkpoint where centre_id = $1 order by size desc limit 1`)
	qSign   = db.Q("ledger.sign", `insert into ledger_checkpoint (centre_id, size, at, note) values ($1, $2, $3, $4)`)
	qKeys   = db.Q("ledger.keys", `select key from ledger_key where centre_id = $1 order by at, key`)
	qPutKey = db.Q("ledger.put_key", `insert into ledger_key (centre_id, key, at) values ($1, $2, $3)`)
)

// opened is an event that has no number yet.
type opened struct {
	id             int64
	record, digest string
}

func scanOpen(row db.Scan) (o opened, err error) {
	err = row(&o.id, &o.record, &o.digest)
	return o, err
}

type node struct {
	level int
	place int64
	root  proof.Hash
}

type checkpoint struct {
	size int64
	at   clock.Instant
	note string
}

func scanCheckpoint(row db.Scan) (c checkpoint, err error) {
	err = row(&c.size, &c.at, &c.note)
	return c, err
}

type planted struct {
	size  int64
	peaks []byte
}

func scanTree(row db.Scan) (p planted, err error) {
	err = row(&p.size, &p.peaks)
	return p, err
}

// lock reads the centre's tree for change, planting it at first.
func (s *Service) lock(tx *db.Tx) (*proof.Tree, error) {
	p, found, err := db.Find(tx, qTree, scanTree, tx.Centre)
	if err != nil {
		return nil, err
	}
	if !found {
		if _, err := tx.Exec(qPlant, tx.Centre, []byte{}); err != nil {
			return nil, err
		}
		if p, err = db.One(tx, qTree, scanTree, tx.Centre); err != nil {
			return nil, err
		}
	}
	return p.tree(tx), nil
}

func (p planted) tree(tx *db.Tx) *proof.Tree {
	t := proof.NewTree(suite(tx))
	t.Size = p.size
	for ; len(p.peaks) >= crypt.Size; p.peaks = p.peaks[crypt.Size:] {
		t.Peaks = append(t.Peaks, proof.Hash(p.peaks[:crypt.Size]))
	}
	return t
}

// peaks are the roots of the tree's complete subtrees, one after the other.
func peaks(t *proof.Tree) []byte {
	out := make([]byte, 0, len(t.Peaks)*crypt.Size)
	for _, p := range t.Peaks {
		out = append(out, p[:]...)
	}
	return out
}
