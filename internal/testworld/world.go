package testworld

import (
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
)

// World is the small centre: three departments, two zones, four windows, ten people.
type World struct {
	DB        *db.DB
	Clock     *clock.Fixed
	Directory *directory.Service
	Identity  *identity.Service
}

// Centre is the world's centre; Other is a second one with the same ids, to prove that nothing leaks between them.
const (
	Centre int64 = 1
	Other  int64 = 2
)

// Ids of the world. Windows 1 and 2 stand in zone A, 3 and 4 in zone B.
const (
	Market, Social, Housing int64 = 11, 12, 13 // departments: 市场监管局, 人社局, 住建局
	ZoneA, ZoneB            int64 = 21, 22
	W1, W2, W3, W4          int64 = 31, 32, 33, 34
	Company, Food           int64 = 41, 42 // items of the market department, windows 1 and 2
	Card, Pension           int64 = 43, 44 // items of the social department, window 3
	Building                int64 = 45     // an item of the housing department, window 4

	Ayxam    int64 = 51 // 阿依夏木·买买提, A post of window 1
	Serik    int64 = 52 // 赛力克·叶尔兰, B post of window 1 and A post of window 2
	Ma       int64 = 53 // 马小军, A post of window 3
	Li       int64 = 54 // 李建国, chief of the market department
	Gulina   int64 = 55 // 古丽娜·艾山, member of the office
	Zhang    int64 = 56 // 张伟, deputy director
	Wang     int64 = 57 // 王芳, system administrator
	Liu      int64 = 58 // 刘洋, security administrator
	Chen     int64 = 59 // 陈静, audit administrator
	Abduwali int64 = 60 // 阿不都外力·阿不都热合曼·买买提吐尔逊, A post of window 4
)

// Each runs a test on both engines in a fresh world.
func Each(t *testing.T, f func(t *testing.T, w *World)) {
	t.Helper()
	Stores(t, func(t *testing.T, d *db.DB, c *clock.Fixed) { f(t, New(t, d, c)) })
}

// New fills an empty store with the world.
func New(t testing.TB, d *db.DB, c *clock.Fixed) *World {
	t.Helper()
	w := &World{DB: d, Clock: c, Directory: &directory.Service{Store: d}}
	w.Identity = &identity.Service{Store: d, Directory: w.Directory, Hasher: Plain{}, Centre: Centre}
	for _, centre := range []int64{Centre, Other} {
		err := d.Write(t.Context(), centre, func(tx *db.Tx) error {
			if err := w.Directory.Import(tx, "test", hall(centre)); err != nil {
				return err
			}
			return people.Import(tx, "test", staff())
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func hall(centre int64) directory.Setup {
	windows := []directory.Window{
		{ID: W1, Zone: ZoneA, Department: Market, No: 1, Name: "企业开办", Short: "企业开办"},
		{ID: W2, Zone: ZoneA, Department: Market, No: 2, Name: "食品经营许可", Short: "食品许可"},
		{ID: W3, Zone: ZoneB, Department: Social, No: 3, Name: "社保卡与养老保险", Short: "社保"},
		{ID: W4, Zone: ZoneB, Department: Housing, No: 4, Name: "施工许可", Short: "施工许可"},
	}
	serve := map[int64][]int64{W1: {Company, Food}, W2: {Food, Company}, W3: {Card, Pension}, W4: {Building}}
	s := directory.Setup{
		Centre: directory.Centre{Code: "652301", Name: "昌吉政务服务中心", Short: "昌吉", Rulebook: "changji"},
		Departments: []directory.Department{
			{ID: Market, Code: "D11", Name: "昌吉市市场监督管理局", Short: "市市场监管局", Level: "市"},
			{ID: Social, Code: "D12", Name: "昌吉市人力资源和社会保障局", Short: "市人社局", Level: "市"},
			{ID: Housing, Code: "D13", Name: "昌吉州住房和城乡建设局", Short: "州住建局", Level: "州"},
		},
		Zones: []directory.Zone{
			{ID: ZoneA, Prefix: "A", Name: "企业开办", Place: "一楼东侧", Icon: "building-store", Hint: "公司、个体、食品", Sort: 1},
			{ID: ZoneB, Prefix: "B", Name: "社保与建设", Place: "一楼西侧", Icon: "heart-rate-monitor", Hint: "参保、施工", Sort: 2},
		},
		Windows: windows,
		Posts: []directory.Post{
			{Window: W1, Person: Ayxam, Post: "A"}, {Window: W1, Person: Serik, Post: "B"},
			{Window: W2, Person: Serik, Post: "A"}, {Window: W3, Person: Ma, Post: "A"},
			{Window: W4, Person: Abduwali, Post: "A"},
		},
	}
	if centre == Other {
		s.Centre = directory.Centre{Code: "652302", Name: "阜康政务服务中心", Short: "阜康", Rulebook: "changji"}
	}
	for _, w := range windows {
		for _, item := range serve[w.ID] {
			s.Services = append(s.Services, directory.Serving{Window: w.ID, Item: item})
		}
	}
	return s
}

func staff() []people.Person {
	since := clock.MustDay("2025-03-03")
	one := func(id, dept int64, name, position, kind string) people.Person {
		return people.Person{ID: id, Department: dept, Name: name, Position: position, Kind: kind, Since: since}
	}
	return []people.Person{
		one(Ayxam, Market, "阿依夏木·买买提", "四级主任科员", "regular"), one(Serik, Market, "赛力克·叶尔兰", "科员", "regular"),
		one(Ma, Social, "马小军", "科员", "regular"), one(Li, Market, "李建国", "副科长", "regular"),
		one(Gulina, 0, "古丽娜·艾山", "政务服务科科员", "centre"), one(Zhang, 0, "张伟", "政务服务科科长", "centre"),
		one(Wang, 0, "王芳", "信息科", "centre"), one(Liu, 0, "刘洋", "信息科", "centre"), one(Chen, 0, "陈静", "督查科", "centre"),
		one(Abduwali, Housing, "阿不都外力·阿不都热合曼·买买提吐尔逊", "工程师", "regular"),
	}
}

// As gives a person of the world as the actor of a request, with the role they have there.
func (w *World) As(person int64) identity.Actor {
	role := map[int64]identity.Grant{
		Ayxam: {Role: identity.Clerk}, Serik: {Role: identity.Clerk}, Ma: {Role: identity.Clerk},
		Abduwali: {Role: identity.Clerk}, Li: {Role: identity.Chief, Department: Market},
		Gulina: {Role: identity.Member}, Zhang: {Role: identity.Deputy}, Wang: {Role: identity.Sysadmin},
		Liu: {Role: identity.Secadmin}, Chen: {Role: identity.Auditor},
	}
	dept := map[int64]int64{Ayxam: Market, Serik: Market, Ma: Social, Li: Market, Abduwali: Housing}
	stand := map[int64][]int64{Ayxam: {W1}, Serik: {W2, W1}, Ma: {W3}, Abduwali: {W4}}
	return identity.Actor{Centre: Centre, Account: 1000 + person, Person: person, Department: dept[person],
		Grants: []identity.Grant{role[person]}, Windows: stand[person]}
}

// Visitor is somebody who is not logged in.
func (w *World) Visitor() identity.Actor { return identity.Actor{Centre: Centre} }

// Plain hashes nothing, so that tests with many logins are fast. base/crypt is tested by itself.
type Plain struct{}

// Hash gives the password with a mark.
func (Plain) Hash(password string) (string, error) { return "plain:" + password, nil }

// Check compares.
func (Plain) Check(hash, password string) bool { return hash == "plain:"+password }
