package app_test

import (
	"bytes"
	"encoding/base64"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog/workbook"
)

// booked is a workbook with a first guide for an item of every place.
func booked(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	var all []workbook.Full
	for _, at := range places {
		if at.centre != p.centre {
			continue
		}
		g := guide("将要进驻的事项", false)
		w.must(w.Store.Read(w.t.Context(), p.centre, func(tx *db.Tx) error {
			it, err := w.Catalog.Item(tx, at.unready())
			all = append(all, workbook.Full{Item: it, Guide: &g})
			return err
		}))
	}
	var b bytes.Buffer
	w.must(workbook.Write(&b, text.Zh, all))
	s["book"], s["raw"] = b.String(), base64.StdEncoding.EncodeToString(b.Bytes())
	return s
}

// bookedIn is that workbook, brought in by the office.
func bookedIn(w *world, p place, as *asker) scene {
	s := booked(w, p, as)
	i, _ := w.Importer("guides")
	_, err := i.Import(w.t.Context(), w.acting(identity.Director, p.centre, 0), register.File{Name: "a.xlsx", Raw: []byte(s["book"])}, false)
	w.must(err)
	s.put("import", w.rows.one("select max(id) from register_import where centre_id = $1", p.centre))
	return s
}
