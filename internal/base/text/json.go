package text

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// stored is a message as it stands in a table until somebody reads it: {"k":"finding.kind.late","v":["n","3"]}.
type stored struct {
	Key    string            `json:"k,omitempty"`
	Values []json.RawMessage `json:"v,omitempty"`
	Plain  string            `json:"s,omitempty"`
}

// MarshalJSON writes the message with its values as words, messages among them as messages: it is read in the reader's
// language, whenever that is.
func (m Msg) MarshalJSON() ([]byte, error) {
	if m.Key == "" {
		return json.Marshal(stored{Plain: m.String()})
	}
	out := stored{Key: m.Key}
	for _, v := range m.KV {
		if _, nested := v.(Msg); !nested {
			v = fmt.Sprint(v)
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		out.Values = append(out.Values, raw)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Msg) UnmarshalJSON(raw []byte) error {
	var in stored
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	if in.Key == "" {
		*m = Plain(in.Plain)
		return nil
	}
	*m = Msg{Key: in.Key}
	for _, v := range in.Values {
		if bytes.HasPrefix(bytes.TrimSpace(v), []byte("{")) {
			var nested Msg
			if err := json.Unmarshal(v, &nested); err != nil {
				return err
			}
			m.KV = append(m.KV, nested)
			continue
		}
		var word string
		if err := json.Unmarshal(v, &word); err != nil {
			return err
		}
		m.KV = append(m.KV, word)
	}
	return nil
}
