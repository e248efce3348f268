package mongo_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

var (
	telAviv = lead.Place{Code: "5000", Name: "תל אביב - יפו", Lat: 32.08, Lng: 34.781}
	netanya = lead.Place{Code: "7400", Name: "נתניה", Lat: 32.3215, Lng: 34.8532}
	hadera  = lead.Place{Code: "6500", Name: "חדרה", Lat: 32.434, Lng: 34.9197}
	office  = [][2]string{{"09:00", "17:00"}}
)

func saved(t testing.TB, db *mongo.DB, n int, change func(*pro.Pro)) pro.Pro {
	t.Helper()
	p := pro.Pro{
		ID: fmt.Sprintf("p%02d", n), BusinessName: fmt.Sprint("עסק ", n), PhoneNumber: fmt.Sprintf("9720000000%02d", n),
		Trade: "plumber", IsActive: true, Approved: true, Location: pro.At(32.0853, 34.7818), LoadLimit: 3, JobMinutes: 60,
		Hours: calendar.Week{"sun": office, "mon": office, "tue": office, "wed": office, "thu": office},
	}
	if change != nil {
		change(&p)
	}
	p.Resolve()
	p, err := db.SavePro(t.Context(), p, noon)
	require.NoError(t, err)
	return p
}

func wants(at lead.Place) *lead.Lead {
	return &lead.Lead{ID: "lead", ChatID: "972000000001@c.us", Trade: "plumber", Place: &at}
}

func busy(t testing.TB, db *mongo.DB, p pro.Pro, lead string, start time.Time, length time.Duration) {
	t.Helper()
	_, outcome, err := booking.New(db).Take(t.Context(), p, booking.Request{ID: lead, Lead: lead, Hour: calendar.Span(start, length), Deadline: noon.Add(time.Hour)}, noon)
	require.NoError(t, err)
	require.Equal(t, booking.Granted, outcome)
}

func TestChoose(t *testing.T) {
	monday10 := noon.Add(22 * time.Hour)
	rating := func(sum, count int) func(*pro.Pro) {
		return func(p *pro.Pro) { p.SocialProof = pro.Rating{Sum: sum, Count: count} }
	}
	full := func(t *testing.T, db *mongo.DB, p pro.Pro) {
		for i := range p.LoadLimit {
			busy(t, db, p, fmt.Sprint(p.ID, "/", i), monday10.Add(time.Duration(3+i)*time.Hour), time.Hour)
		}
	}
	tests := []struct {
		name  string
		world func(t *testing.T, db *mongo.DB)
		lead  func(l *lead.Lead)
		near  time.Time
		want  string
	}{
		{"the better rated", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, rating(59, 12))
			saved(t, db, 12, rating(47, 10))
		}, nil, monday10, "p11"},
		{"few reviews are shrunk", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, rating(5, 1))
			saved(t, db, 12, rating(490, 100))
		}, nil, monday10, "p12"},
		{"free at the wanted hour comes before rating", func(t *testing.T, db *mongo.DB) {
			busy(t, db, saved(t, db, 11, rating(59, 12)), "x", monday10, time.Hour)
			saved(t, db, 12, rating(40, 10))
		}, nil, monday10, "p12"},
		{"free nearby when nobody is at the hour", func(t *testing.T, db *mongo.DB) {
			busy(t, db, saved(t, db, 11, rating(59, 12)), "x", monday10.Add(-time.Hour), 8*time.Hour)
			busy(t, db, saved(t, db, 12, rating(40, 10)), "y", monday10, time.Hour)
		}, nil, monday10, "p12"},
		{"a range: the best who is free within it", func(t *testing.T, db *mongo.DB) {
			busy(t, db, saved(t, db, 11, rating(59, 12)), "x", monday10, time.Hour)
			saved(t, db, 12, rating(40, 10))
		}, func(l *lead.Lead) {
			l.Wanted = &lead.Wanted{Start: monday10, End: monday10.Add(4 * time.Hour), Grain: "part"}
		}, monday10, "p11"},
		{"at the limit: the next", func(t *testing.T, db *mongo.DB) {
			full(t, db, saved(t, db, 11, rating(59, 12)))
			saved(t, db, 12, nil)
		}, nil, monday10, "p12"},
		{"all at the limit", func(t *testing.T, db *mongo.DB) { full(t, db, saved(t, db, 11, nil)) }, nil, monday10, ""},
		{"the trade before the rating", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, rating(59, 12))
			saved(t, db, 13, func(p *pro.Pro) { p.Trade = "electrician" })
		}, func(l *lead.Lead) { l.Trade = "electrician" }, monday10, "p13"},
		{"who does anything", func(t *testing.T, db *mongo.DB) { saved(t, db, 13, func(p *pro.Pro) { p.Trade = pro.General }) }, nil, monday10, "p13"},
		{"not asked again", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, nil) }, func(l *lead.Lead) { l.Excluded = []string{"p11"} }, monday10, ""},
		{"not the own business", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, nil) }, func(l *lead.Lead) { l.ChatID = "972000000011@c.us" }, monday10, ""},
		{"not on vacation", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, func(p *pro.Pro) { p.OnVacation = true }) }, nil, monday10, ""},
		{"not before approval", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, func(p *pro.Pro) { p.Approved = false }) }, nil, monday10, ""},
		{"28 km away", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, nil) }, func(l *lead.Lead) { l.Place = &netanya }, monday10, "p11"},
		{"41 km away", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, nil) }, func(l *lead.Lead) { l.Place = &hadera }, monday10, ""},
		{"41 km away, the city named", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, func(p *pro.Pro) { p.ServiceAreas = []string{"חדרה"} })
		}, func(l *lead.Lead) { l.Place = &hadera }, monday10, "p11"},
		{"a named city without any point", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, func(p *pro.Pro) { p.ServiceAreas, p.Location = []string{"תל אביב"}, pro.Point{} })
		}, nil, monday10, "p11"},
		{"the first step before the rating", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, func(p *pro.Pro) { p.Location = pro.At(32.2, 34.8); p.SocialProof = pro.Rating{Sum: 50, Count: 10} })
			saved(t, db, 12, rating(40, 10))
		}, nil, monday10, "p12"},
		{"equal ratings: the lighter load", func(t *testing.T, db *mongo.DB) {
			busy(t, db, saved(t, db, 11, nil), "x", monday10.Add(3*time.Hour), time.Hour)
			saved(t, db, 12, nil)
		}, nil, monday10, "p12"},
		{"equal load: the nearer", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, func(p *pro.Pro) { p.Location = pro.At(32.05, 34.78) })
			saved(t, db, 12, nil)
		}, nil, monday10, "p12"},
		{"all equal: who waited longest", func(t *testing.T, db *mongo.DB) {
			require.NoError(t, db.TouchOffer(t.Context(), saved(t, db, 11, nil).ID, noon))
			saved(t, db, 12, nil)
		}, nil, monday10, "p12"},
		{"at last the id", func(t *testing.T, db *mongo.DB) { saved(t, db, 12, nil); saved(t, db, 11, nil) }, nil, monday10, "p11"},
		{"an emergency at night: who takes those", func(t *testing.T, db *mongo.DB) {
			saved(t, db, 11, func(p *pro.Pro) {
				p.SocialProof = pro.Rating{Sum: 50, Count: 10}
				p.Hours = calendar.Week{"sun": {{"01:00", "02:00"}}}
			})
			saved(t, db, 12, func(p *pro.Pro) { p.Hours, p.Emergencies = calendar.Week{"sun": {{"01:00", "02:00"}}}, true })
		}, func(l *lead.Lead) { l.Facts.Urgent = true }, time.Time{}, "p12"},
		{"no place", func(t *testing.T, db *mongo.DB) { saved(t, db, 11, nil) }, func(l *lead.Lead) { l.Place = nil }, monday10, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := mongotest.Empty(t)
			test.world(t, db)
			l := wants(telAviv)
			if test.lead != nil {
				test.lead(l)
			}
			chosen, decision, err := routing.New(db).Choose(t.Context(), l, test.near, noon)
			require.NoError(t, err)
			if test.want == "" {
				require.Nil(t, chosen)
			} else {
				require.NotNil(t, chosen, "%+v", decision)
				require.Equal(t, test.want, chosen.ID)
			}
			require.Equal(t, test.want, decision.(routing.Decision).Chosen)
		})
	}
}

// In random worlds the walk along the index finds whom looking at everybody would find, and
// the decision, read back from the database, gives the same answer again.
func TestDecideAgainstLookingAtEverybody(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		db := mongotest.Empty(t)
		var pros []pro.Pro
		for i := range 40 {
			pros = append(pros, saved(t, db, 10+i, func(p *pro.Pro) {
				p.Location = pro.At(31.7+0.8*random.Float64(), 34.5+0.6*random.Float64())
				p.Trade = []string{"plumber", "plumber", pro.General, "painter"}[random.IntN(4)]
				p.SocialProof = pro.Rating{Sum: 4 * (1 + i%3), Count: 1 + i%3}
				p.OnVacation, p.LoadLimit = random.IntN(5) == 0, 1+random.IntN(2)
				if random.IntN(6) == 0 {
					p.ServiceAreas = []string{"תל אביב"}
				}
			}))
			if p := pros[i]; random.IntN(2) == 0 {
				busy(t, db, p, "x"+p.ID, noon.Add(time.Duration(21+random.IntN(4))*time.Hour), time.Duration(1+random.IntN(4))*time.Hour)
			}
		}
		l := wants(telAviv)
		l.Excluded = []string{pros[random.IntN(40)].ID, pros[random.IntN(40)].ID}
		near := noon.Add(time.Duration(21+random.IntN(6)) * time.Hour)
		all := routing.Decision{}
		for _, p := range pros {
			c, err := db.Calendar(t.Context(), p.ID)
			require.NoError(t, err)
			all.Looked = append(all.Looked, routing.Consider(routing.Candidate{Pro: p, Calendar: c}, l, routing.Window(l, near, noon), noon))
		}
		want, ok := all.Best()
		decision, chosen, err := routing.New(db).Decide(t.Context(), l, routing.Window(l, near, noon), noon)
		require.NoError(t, err)
		require.Equal(t, ok, chosen != nil, seed)
		require.Equal(t, want.ProID, decision.Chosen, seed)

		_, err = db.Collection(mongo.Decisions).InsertOne(t.Context(), decision)
		require.NoError(t, err)
		read, err := db.DecisionsOf(t.Context(), l.ID)
		require.NoError(t, err)
		again, _ := read[0].Best()
		require.Equal(t, decision.Chosen, again.ProID)
		require.LessOrEqual(t, len(read[0].Looked), routing.Kept)
		written, err := json.Marshal(read[0].Sentences("he"))
		require.NoError(t, err)
		require.Contains(t, string(written), "נבחר")
	}
}

func TestCandidatesUseTheIndex(t *testing.T) {
	db := mongotest.New(t)
	for i := range 30 {
		saved(t, db, 10+i, nil)
	}
	require.Equal(t, 30, walked(t, db, 100))
	require.Equal(t, 3, walked(t, db, 3))
	plan := explain(t, db)
	require.NotContains(t, plan, `"stage":"SORT"`)
	require.NotContains(t, plan, "COLLSCAN")
	require.Contains(t, plan, "SORT_MERGE")
	require.Contains(t, plan, "reach_1")
}

func walked(t *testing.T, db *mongo.DB, upTo int) int {
	n := 0
	for _, err := range db.Candidates(t.Context(), search()) {
		require.NoError(t, err)
		if n++; n == upTo {
			break
		}
	}
	return n
}

func search() routing.Search {
	p := pro.Pro{Location: pro.At(telAviv.Lat, telAviv.Lng), AreaCodes: []string{"5000"}}
	return routing.Search{Trades: []string{"plumber", pro.General}, Reach: routing.Reach(p), At: telAviv, Km: 30}
}

// explain is the winning plan of the query that the walk runs, as the server logged it.
func explain(t *testing.T, db *mongo.DB) string {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 2}}).Err())
	walked(t, db, 1)
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 0}}).Err())
	var logged struct {
		Command bson.M `bson:"command"`
	}
	require.NoError(t, db.Collection("system.profile").FindOne(ctx, bson.D{{Key: "command.find", Value: mongo.Pros}}).Decode(&logged))
	query := bson.D{{Key: "find", Value: mongo.Pros}, {Key: "filter", Value: logged.Command["filter"]}, {Key: "sort", Value: logged.Command["sort"]}}
	var plan bson.M
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "explain", Value: query}, {Key: "verbosity", Value: "queryPlanner"}}).Decode(&plan))
	winning, err := bson.MarshalExtJSON(plan["queryPlanner"].(bson.D), false, false)
	require.NoError(t, err)
	return string(winning)
}
