package acceptance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/pro"
)

func TestRegistration(t *testing.T) { // 33
	const stranger = "972000000041@c.us"
	steps := []string{"הרשמה", "שרברבות הצפון", "1", "תל אביב, רמת גן", "ביקור 200", "אשר"}
	w := begin(t).agreed(dana)
	for stop := range len(steps) - 1 { // at every step nothing is left
		for _, step := range steps[:stop+1] {
			w.writes(stranger, step)
		}
		w.writes(stranger, "ביטול")
		require.EqualValues(t, 3, w.count(mongo.Pros, nil2()))
		require.Zero(t, w.count(mongo.Conversations, map[string]any{"_id": stranger, "draft": map[string]any{"$ne": nil}}))
		require.Zero(t, w.count(mongo.Messages, map[string]any{"chat": stranger}))
		w.advance("2m") // nobody types that fast
	}
	w.news(stranger)
	for _, step := range steps {
		w.writes(stranger, step)
		w.hears(stranger)
	}
	p := w.pro(stranger)
	require.False(t, p.Approved)
	require.Equal(t, "plumber", p.Trade)
	require.Equal(t, "שרברבות הצפון", p.BusinessName)
	require.Equal(t, []pro.Price{{Item: "ביקור", ILS: 200}}, p.Prices)
	require.Len(t, p.AreaCodes, 2)
	w.hears(admin, "שרברבות הצפון", "אשר 1", "דחה 1")

	w.writes(p1, "הפסקה")
	w.writes(dana, leakTomorrow)
	require.NotEqual(t, p.ID, w.lead(dana).ProID, "never routed before it is approved")

	w.writes(dana, "אשר 1")
	require.False(t, w.pro(stranger).Approved, "only an admin decides")
	w.writes(admin, "אשר 7")
	w.hearsAll(admin, "שרברבות הצפון")
	w.writes(admin, "אשר 1")
	w.hears(admin, "שרברבות הצפון")
	w.hears(stranger, "שרברבות הצפון")
	require.True(t, w.pro(stranger).Approved)
	w.writes(stranger, "תפריט")
	w.hears(stranger, "0/3")
}

func TestProEditsPricesAndAreas(t *testing.T) {
	w := begin(t)
	w.writes(p1, "מחירון")
	w.hears(p1, "450")
	w.writes(p1, "ביקור חינם")
	w.hears(p1, "ביקור 250")
	w.writes(p1, "ביקור 280\nנזילה: 1,500 ₪")
	w.hears(p1, "1,500 ₪")
	require.Equal(t, []pro.Price{{Item: "ביקור", ILS: 280}, {Item: "נזילה", ILS: 1500}}, w.pro(p1).Prices)
	w.writes(p1, "אזורים")
	w.hears(p1, "גבעתיים")
	w.writes(p1, "ארץ עוץ")
	w.hears(p1, "ארץ עוץ")
	w.writes(p1, "חולון, בת ים")
	w.hears(p1, "חולון")
	require.Equal(t, []string{"חולון", "בת ים"}, w.pro(p1).ServiceAreas)
	w.writes(p1, "אזורים")
	w.news(p1)
	w.writes(p1, "ביטול")
	w.hears(p1)
	require.Len(t, w.pro(p1).ServiceAreas, 2)
}
