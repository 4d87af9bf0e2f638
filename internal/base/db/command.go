package db

import (
	"context"
	"encoding/json"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
)

// Command is what somebody asked for, with the id the client made for it. A repeat of the same id is answered from the
// first answer, at once and after a restart.
type Command struct {
	Key    string // the client's id; empty for our own jobs
	Action string // what is asked
	Actor  string // who asks
	Input  string // a digest of the input: the same id with another input is a mistake
}

type commandKey struct{}

// WithCommand puts the command into the context of a request.
func WithCommand(ctx context.Context, c Command) context.Context {
	return context.WithValue(ctx, commandKey{}, c)
}

var (
	qCommandFind = Q("db.command_find", `select action, actor, input, answer from db_command
		where centre_id = $1 and key = $2`)
	qCommandPut = Q("db.command_put", `insert into db_command (centre_id, key, action, actor, input, answer, at)
		values ($1, $2, $3, $4, $5, $6, $7)`)
	qCommandClean = Q("db.command_clean", `delete from db_command where centre_id = $1 and at < $2`)
)

type answered struct {
	Command
	answer string
}

func scanAnswered(row Scan) (a answered, err error) {
	err = row(&a.Action, &a.Actor, &a.Input, &a.answer)
	return a, err
}

// Do runs a command: one writing transaction whose result is stored under the command's id in the same transaction. A
// repeat of the id gives the stored result and does nothing; the same id for something else is a Conflict. Without a
// command in the context Do is Write. What f returns must survive JSON, and holds no personal data.
func Do[T any](ctx context.Context, d *DB, centre int64, f func(tx *Tx) (T, error)) (T, error) {
	var out T
	c, _ := ctx.Value(commandKey{}).(Command)
	err := d.Write(ctx, centre, func(tx *Tx) error {
		var zero T
		out = zero
		if c.Key == "" {
			v, err := f(tx)
			out = v
			return err
		}
		old, found, err := Find(tx, qCommandFind, scanAnswered, tx.Centre, c.Key)
		if err != nil {
			return err
		}
		if found {
			return replay(c, old, &out)
		}
		if out, err = f(tx); err != nil {
			return err
		}
		return remember(tx, c, out)
	})
	return out, err
}

// Answered looks for the stored result of the command in the context, for work that must not even begin again: a password
// that is checked, a try that is counted. It tells whether there is one; the same id for something else is a Conflict.
func Answered[T any](ctx context.Context, d *DB, centre int64) (out T, done bool, err error) {
	c, _ := ctx.Value(commandKey{}).(Command)
	if c.Key == "" {
		return out, false, nil
	}
	err = d.Read(ctx, centre, func(tx *Tx) error {
		old, found, err := Find(tx, qCommandFind, scanAnswered, tx.Centre, c.Key)
		if done = found; err != nil || !found {
			return err
		}
		return replay(c, old, &out)
	})
	return out, done, err
}

func replay(c Command, old answered, out any) error {
	if old.Action != c.Action || old.Actor != c.Actor || old.Input != c.Input {
		return errs.New(errs.Conflict, "db.command_reused")
	}
	return json.Unmarshal([]byte(old.answer), out)
}

func remember(tx *Tx, c Command, out any) error {
	raw, err := json.Marshal(out)
	if err != nil {
		return err
	}
	_, err = tx.Exec(qCommandPut, tx.Centre, c.Key, c.Action, c.Actor, c.Input, string(raw), tx.Now)
	if KindOf(err) == Unique {
		// Two of the same id at once on PostgreSQL: the second waits for the first and then stands here.
		return errs.New(errs.Unavailable, "error.unavailable").Cause(errTwice)
	}
	return err
}

// Forget removes answers stored before that instant; no client repeats a command so late.
func Forget(tx *Tx, before clock.Instant) (int64, error) {
	return tx.Exec(qCommandClean, tx.Centre, before)
}
