package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Items of the sample centre: one of windows 1 and 2 with a promised time, one of them that is done at once, one of window 3.
const (
	slowItem    = "1001"
	instantItem = "1006"
	thirdItem   = "1007"
)

var citizen = applicant{Name: "阿不都外力江·阿不都热合曼·买买提吐尔逊", IDNumber: "11010519491231002X", Phone: "13909944471", Agent: "刘小燕"}

// stage brings something of every kind into every state that a page can show it in.
func (c *cast) stage() scene {
	c.h.t.Helper()
	s := scene{"item": slowItem, "guide": "2001", "window": c.windows["clerk"][0], "second": c.windows["called"][0], "third": c.windows["accepting"][0],
		"fourth": c.windows["paused"][0], "zone": "11"}
	for _, role := range []string{"clerk", "called", "accepting", "paused"} {
		c.free(role)
	}
	c.stageItems(s)
	c.stageCases(s)
	c.stageMatters(s)
	c.stageTickets(s)
	c.stageFindings(s)
	c.stageHouse(s)
	return s
}

func (c *cast) stageItems(s scene) {
	c.h.t.Helper()
	var found struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	c.do("member", "GET", "/api/v1/items?guide=without&size=1", nil, &found)
	if len(found.Items) > 0 {
		s["bare"] = found.Items[0].ID
	}
	c.do("member", "GET", "/api/v1/items?mode=negative&size=1", nil, &found)
	if len(found.Items) > 0 {
		s["negative"] = found.Items[0].ID
	}
	// A revision of a guide that is not published yet.
	var g struct {
		Guide map[string]any `json:"guide"`
	}
	c.do("visitor", "GET", "/api/v1/items/"+slowItem+"/guide", nil, &g)
	g.Guide["hours"] = "10:00–14:00、15:30–19:30，午间有人值班"
	var draft struct {
		ID string `json:"id"`
	}
	c.do("head", "PUT", "/api/v1/items/"+slowItem+"/guide", map[string]any{"cause": "process", "changed": "2026-11-20", "guide": g.Guide},
		&draft)
	s["draft"] = draft.ID
}

// stageCases makes a case of every state at the clerk's window.
func (c *cast) stageCases(s scene) {
	c.h.t.Helper()
	one := func(state, item string, change func(*application, []string), more func(id string)) {
		c.serve("clerk", item, "")
		f := c.accept("clerk", item, citizen, change)
		if more != nil {
			more("/api/v1/cases/" + f.ID + "/")
		}
		c.step("clerk", "finish", nil)
		s[state], s[state+"_code"], s[state+"_no"] = f.ID, f.Token, f.No
	}
	do := func(id, step string, in any) { c.do("clerk", "POST", id+step, in, nil) }
	grant := func(id string) { do(id, "decide", map[string]any{"granted": true}) }
	one("accepted", slowItem, nil, nil)
	one("noticed", slowItem, missing, nil)
	one("lacking", slowItem, deferred, nil)
	one("handed_in", slowItem, later, nil)
	one("granted", slowItem, nil, grant)
	one("refused", slowItem, nil, func(id string) {
		do(id, "decide", map[string]any{"granted": false, "reason": "住所材料与登记不符，房屋用途为住宅且未取得利害关系人同意"})
	})
	one("delivered", slowItem, nil, func(id string) { grant(id); do(id, "deliver", map[string]any{"how": "window"}) })
	one("withdrawn", slowItem, missing, func(id string) { do(id, "withdraw", map[string]any{"reason": "申请人改在外地办理"}) })
	one("finished", instantItem, nil, func(id string) { do(id, "finish", map[string]any{}) })
	s["file"] = c.attach(s["accepted"], "住所证明（产权人：库尔班江）.txt")
}

// attach puts a file of that name to a case.
func (c *cast) attach(id, name string) string {
	c.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte("有关说明"))
	}
	if err == nil {
		err = w.Close()
	}
	r, rerr := http.NewRequest(http.MethodPost, c.h.url+"/api/v1/files?kind=case&subject="+id, &body)
	if err != nil || rerr != nil {
		c.h.t.Fatal(err, rerr)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+c.who["clerk"].secret)
	a, err := c.h.client.Do(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	var f struct {
		ID string `json:"id"`
	}
	if err := json.NewDecoder(a.Body).Decode(&f); err != nil || a.StatusCode >= 300 {
		c.h.t.Fatalf("attach: %d %v", a.StatusCode, err)
	}
	return f.ID
}

// stageTickets leaves a ticket in every state, and the windows each in another.
func (c *cast) stageTickets(s scene) {
	c.h.t.Helper()
	var t visitTicket
	c.do("visitor", "POST", "/api/v1/tickets", map[string]string{"item": slowItem}, &t)
	s["waiting"] = t.Token
	s["done"] = c.serve("clerk", slowItem, "").Token
	c.step("clerk", "finish", nil)
	missed := c.number(slowItem, "")
	s["missed"] = missed.Token
	c.call("clerk", missed)
	c.step("clerk", "miss", nil)
	s["held"] = c.serve("clerk", slowItem, "").Token
	c.step("clerk", "hold", nil)
	for _, n := range []string{"given", "declined", "ask"} {
		token := c.serve("clerk", slowItem, "").Token
		c.step("clerk", "finish", nil)
		s[n] = c.review(token)
	}
	c.do("visitor", "POST", "/api/v1/reviews/"+s["given"], map[string]any{"level": 5, "reasons": []int{510}}, nil)
	c.do("visitor", "POST", "/api/v1/reviews/"+s["declined"], map[string]any{"decline": true}, nil)
	s["serving"] = c.serve("clerk", slowItem, "").Token
	calling := c.number(slowItem, "")
	s["calling"] = calling.Token
	c.call("called", calling)
	c.serve("accepting", thirdItem, "")
	c.accept("accepting", thirdItem, citizen, nil)
	c.step("paused", "pause", map[string]string{"reason": "away"})
}

var reviewLink = regexp.MustCompile(`/r/([a-z0-9]+)`)

// review finds the link to the review on the page of a ticket.
func (c *cast) review(token string) string {
	c.h.t.Helper()
	_, page, _ := c.get("visitor", "/t/"+token)
	m := reviewLink.FindStringSubmatch(page)
	if m == nil {
		c.h.t.Fatalf("the ticket %s leads to no review", token)
	}
	return m[1]
}

type row struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Lamp  string `json:"lamp"`
	Who   string `json:"who"`
}

// stageMatters takes one bad review on, and finds one of each state.
func (c *cast) stageMatters(s scene) {
	c.h.t.Helper()
	bad := func() {
		token := c.serve("clerk", slowItem, "13909944471").Token
		c.step("clerk", "finish", nil)
		c.do("visitor", "POST", "/api/v1/reviews/"+c.review(token), map[string]any{"level": 1, "reasons": []int{108},
			"text": "排了很久，说材料不齐又不给写清楚"}, nil)
	}
	for range 7 {
		bad()
	}
	var all []row
	c.do("member", "GET", "/api/v1/bad-reviews", nil, &all)
	var open []string
	for _, m := range all {
		if m.State == "open" {
			open = append(open, m.ID)
		}
	}
	if len(open) < 7 {
		c.h.t.Fatalf("%d bad reviews are open", len(open))
	}
	s["matter"], s["matter_taken"], s["matter_done"] = open[0], open[1], open[2]
	for _, id := range open[1:7] {
		c.do("verifier", "POST", "/api/v1/bad-reviews/"+id+"/take", nil, nil)
	}
	for _, id := range open[2:7] {
		c.do("verifier", "POST", "/api/v1/bad-reviews/"+id+"/contact", map[string]string{"outcome": "reached", "note": "已当面说明并补办"}, nil)
	}
	c.stageLoop(s, open[3:7])
}

// stageLoop brings bad reviews further: one with the chief, one to be answered, one that a second person decides, one that the
// visitor may call a mistake.
func (c *cast) stageLoop(s scene, ids []string) {
	c.h.t.Helper()
	at := func(n int, step string) string { return "/api/v1/bad-reviews/" + ids[n] + "/" + step }
	question := map[string]string{"question": "当天该事项要求提交哪些材料？一次性告知书是怎样写的？"}
	var asked []struct{ ID, Item string }
	for _, n := range []int{0, 1} {
		c.do("verifier", "POST", at(n, "ask"), question, nil)
	}
	c.do("head", "GET", "/api/v1/rectifications", nil, &asked)
	if len(asked) != 2 {
		c.h.t.Fatalf("the chief is asked about %d", len(asked))
	}
	s["request"], s["request_told"] = asked[0].ID, asked[1].ID
	// The newest request stands first: it is the second that was asked.
	c.do("head", "POST", "/api/v1/rectifications/"+asked[0].ID+"/facts", map[string]string{"word": "当天按办事指南收件，告知书列了两项材料"}, nil)
	s["request"], s["request_told"] = asked[1].ID, asked[0].ID
	c.do("verifier", "POST", at(1, "rule"), map[string]string{"verdict": "unfounded", "reason": "告知书写得清楚"}, nil)
	c.do("verifier", "POST", at(2, "rule"), map[string]string{"verdict": "malicious", "reason": "电话里承认是替别人评的"}, nil)
	c.do("verifier", "POST", at(3, "rule"), map[string]string{"verdict": "mistaken", "reason": "电话里说点错了"}, nil)
	s["matter_asked"], s["matter_answer"], s["matter_second"], s["matter_mistake"] = ids[0], ids[1], ids[2], ids[3]
}

// stageFindings lets findings be answered and decided.
func (c *cast) stageFindings(s scene) {
	c.h.t.Helper()
	var all []row
	c.do("member", "GET", "/api/v1/findings", nil, &all)
	for _, f := range all {
		s["finding_"+f.State] = f.ID
	}
	logins, err := os.ReadFile(filepath.Join(c.h.data, "logins.txt"))
	if err != nil {
		c.h.t.Fatal(err)
	}
	for _, f := range all {
		m := regexp.MustCompile(`(?m)^(\S+) +\S+ +` + regexp.QuoteMeta(f.Who) + `（`).FindStringSubmatch(string(logins))
		if m == nil || f.State != "proposed" || s["finding_stated"] != "" {
			continue
		}
		token, _ := c.h.session(m[1])
		c.who["suspect"] = someone{"lianban", token}
		c.do("suspect", "POST", "/api/v1/findings/"+f.ID+"/state", map[string]string{"text": "当时去复印室为老人复印材料，请核实。"}, nil)
		s["finding_stated"] = f.ID
	}
	for _, lamp := range []string{"red", "yellow", "green", "hold"} {
		var d struct {
			Clocks []row `json:"clocks"`
		}
		c.do("member", "GET", "/api/v1/deadlines?lamp="+lamp, nil, &d)
		if len(d.Clocks) > 0 {
			s["deadline"], s["deadline_"+lamp] = d.Clocks[0].ID, d.Clocks[0].ID
		}
	}
}

// itemList is a list of items of which one row is refused.
const itemList = "department,main_item,item_name,item_code,task_type,department_code\n" +
	"昌吉市市场监督管理局,,新事项,511Z07001006-511602000000-000-11511301008778183N-1-00,10,SCJG\n,,,,,\n"

// stageHouse finds an account, a machine and an event, and brings a list in.
func (c *cast) stageHouse(s scene) {
	c.h.t.Helper()
	var accounts []struct{ ID, Login string }
	c.do("secadmin", "GET", "/api/v1/accounts", nil, &accounts)
	for _, a := range accounts {
		s["account_"+a.Login] = a.ID
	}
	var trail []row
	c.do("auditor", "GET", "/api/v1/trail", nil, &trail)
	if len(trail) > 0 {
		s["event"] = trail[len(trail)-1].ID
	}
	s["import"] = c.broughtIn("/import/items", "清单.csv", []byte(itemList))
	s["book"] = c.broughtIn("/import/guides", "完整事项.xlsx", c.workbook())
}

// workbook is the register with everything its guides say, and an address for the first item that has none.
func (c *cast) workbook() []byte {
	c.h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.h.url+"/items/full.xlsx", nil)
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "lianban", Value: c.who["member"].secret})
	a, err := c.h.client.Transport.RoundTrip(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	f, err := excelize.OpenReader(a.Body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("事项")
	if err != nil {
		c.h.t.Fatal(err)
	}
	place := slices.Index(rows[0], "办理地址")
	for i, row := range rows[1:] {
		if place < len(row) && row[place] != "" {
			continue
		}
		cell, _ := excelize.CoordinatesToCellName(place+1, i+2)
		if err := f.SetCellStr("事项", cell, "一楼东侧"); err != nil {
			c.h.t.Fatal(err)
		}
		break
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		c.h.t.Fatal(err)
	}
	return b.Bytes()
}

// broughtIn brings a file in and gives the number of the import.
func (c *cast) broughtIn(path, name string, raw []byte) string {
	c.h.t.Helper()
	r, err := http.NewRequest(http.MethodPost, c.h.url+path, strings.NewReader(url.Values{"name": {name},
		"raw": {base64.StdEncoding.EncodeToString(raw)}}.Encode()))
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "lianban", Value: c.who["member"].secret})
	a, err := c.h.client.Transport.RoundTrip(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	if m := regexp.MustCompile(`/done/(\d+)`).FindStringSubmatch(a.Header.Get("Location")); m != nil {
		return m[1]
	}
	return ""
}
