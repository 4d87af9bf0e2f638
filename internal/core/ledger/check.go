package ledger

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/core/ledger/proof"
)

var (
	qSealed = db.Q("ledger.sealed", `select id, seq, record, digest from ledger_event where centre_id = $1 and seq > $2
		order by seq limit 1000`)
	qUnsealed = db.Q("ledger.unsealed", `select id, record, digest from ledger_event where centre_id = $1 and seq = 0
		and id > $2 order by id limit 1000`)
	qLooseSubject = db.Q("ledger.loose_subject", `select count(*) from ledger_subject s where s.centre_id = $1
		and not exists (select e.id from ledger_event e where e.centre_id = $1 and e.id = s.event_id)`)
	qNotes = db.Q("ledger.notes", `select size, at, note from ledger_checkpoint where centre_id = $1 and size > $2
		order by size limit 500`)
)

// sealedEvent is an event with its number.
type sealedEvent struct {
	opened
	seq int64
}

func scanSealed(row db.Scan) (e sealedEvent, err error) {
	err = row(&e.id, &e.seq, &e.record, &e.digest)
	return e, err
}

// most is how many violations are said; after so many the rest adds nothing.
const most = 20

// checker compares what stands in the tables with what was sealed and signed.
type checker struct {
	tx    *db.Tx
	tree  *proof.Tree
	notes []checkpoint // the next ones
	read  int64        // the size of the last one that was read
	keys  []proof.Key
	out   []string
}

// Verify tells what violates I7, as sentences: an event that is not what its digest says, numbers with a gap, a tree or a
// signed checkpoint that is not over these events. It reads the whole ledger of the centre.
func Verify(tx *db.Tx) ([]string, error) {
	c := &checker{tx: tx, tree: proof.NewTree(suite(tx))}
	for _, step := range []func() error{c.load, c.sealed, c.open, c.whole} {
		if err := step(); err != nil || len(c.out) >= most {
			return c.out, err
		}
	}
	return c.out, nil
}

func (c *checker) say(format string, args ...any) {
	if len(c.out) < most {
		c.out = append(c.out, "I7: "+fmt.Sprintf(format, args...))
	}
}

func (c *checker) load() (err error) {
	if err := c.more(); err != nil {
		return err
	}
	texts, err := db.Rows(c.tx, qKeys, db.Value[string], c.tx.Centre)
	for _, text := range texts {
		k, err := proof.ParseKey(text)
		if err != nil {
			c.say("the public key %q cannot be read", text)
			continue
		}
		c.keys = append(c.keys, k)
	}
	return err
}

// more reads the next checkpoints when there are none left.
func (c *checker) more() (err error) {
	if len(c.notes) == 0 {
		c.notes, err = db.Rows(c.tx, qNotes, scanCheckpoint, c.tx.Centre, c.read)
	}
	if n := len(c.notes); n > 0 {
		c.read = c.notes[n-1].size
	}
	return err
}

// sealed reads the numbered events in their order.
func (c *checker) sealed() error {
	for {
		page, err := db.Rows(c.tx, qSealed, scanSealed, c.tx.Centre, c.tree.Size)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, e := range page {
			if e.seq != c.tree.Size+1 {
				c.say("event %d has the number %d where %d is due", e.id, e.seq, c.tree.Size+1)
				return nil
			}
			c.digest(e.opened)
			c.tree.Add(c.tree.Leaf([]byte(e.record)))
			if err := c.signed(); err != nil {
				return err
			}
		}
	}
}

func (c *checker) digest(e opened) {
	if digest(c.tx, []byte(e.record)) != e.digest {
		c.say("event %d is not what its digest says", e.id)
	}
}

// signed compares the root with the checkpoint of that size, if there is one.
func (c *checker) signed() error {
	if len(c.notes) == 0 || c.notes[0].size > c.tree.Size {
		return nil
	}
	n := c.notes[0]
	c.notes = c.notes[1:]
	signed, _, err := proof.Open(n.note, c.keys)
	switch {
	case n.size != c.tree.Size || err == nil && signed.Size != n.size:
		c.say("the checkpoint over %d events stands under another number", n.size)
	case err != nil:
		c.say("the checkpoint over %d events is not signed: %v", n.size, err)
	case signed.Root != c.tree.Root():
		c.say("the events up to %d are not those that were signed", n.size)
	}
	return c.more()
}

// open reads the events without a number.
func (c *checker) open() error {
	for after := int64(0); ; {
		page, err := db.Rows(c.tx, qUnsealed, scanOpen, c.tx.Centre, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, e := range page {
			c.digest(e)
			after = e.id
		}
	}
}

// whole looks at what is left over: the tree as it stands, checkpoints over more than there is, timelines of nothing.
func (c *checker) whole() error {
	p, _, err := db.Find(c.tx, qStands, scanTree, c.tx.Centre)
	if err != nil {
		return err
	}
	if p.size != c.tree.Size || string(p.peaks) != string(peaks(c.tree)) {
		c.say("the tree has %d events, the ledger %d, or their roots differ", p.size, c.tree.Size)
	}
	for _, n := range c.notes {
		c.say("a checkpoint over %d events was signed, there are %d", n.size, c.tree.Size)
	}
	loose, err := db.One(c.tx, qLooseSubject, db.Value[int64], c.tx.Centre)
	if loose > 0 {
		c.say("%d timelines show events that are not there", loose)
	}
	return err
}
