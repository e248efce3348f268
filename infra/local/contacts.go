package local

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/local/gateway"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

// customers are the people who can write to us from the phones page.
var customers = []gateway.Contact{
	{Chat: "972000000001@c.us", Name: "דנה", Role: gateway.RoleCustomer},
	{Chat: "972000000002@c.us", Name: "יואב", Role: gateway.RoleCustomer},
}

var admins = []gateway.Contact{{Chat: "972000000021@c.us", Name: "נועה, ניהול", Role: gateway.RoleAdmin}}

// contacts gives the phones of the page: customers, the pros of the database,
// an admin. It is asked at every message, so an answer is good for a while.
func (d data) contacts() func() []gateway.Contact {
	const good = 2 * time.Second
	var (
		mu    sync.Mutex
		known []gateway.Contact
		until time.Time
	)
	return func() []gateway.Contact {
		mu.Lock()
		defer mu.Unlock()
		if time.Now().Before(until) {
			return known
		}
		until = time.Now().Add(good)
		if pros, err := d.pros(); err == nil { // otherwise those of before
			known = slices.Concat(customers, pros, admins)
		}
		return known
	}
}

func (d data) pros() ([]gateway.Contact, error) {
	const most = 100
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	cursor, err := d.db.Collection(mongo.Pros).Find(ctx, bson.M{}, options.Find().SetSort(bson.M{"phone_number": 1}).SetLimit(most))
	if err != nil {
		return nil, err
	}
	var pros []pro.Pro
	if err := cursor.All(ctx, &pros); err != nil {
		return nil, err
	}
	var all []gateway.Contact
	for _, p := range pros {
		c := gateway.Contact{Chat: p.PhoneNumber + "@c.us", Name: p.BusinessName, Role: gateway.RolePro, Subtitle: locale.Trade(locale.Hebrew, p.Trade)}
		if len(p.Chats) > 0 {
			c.Chat = p.Chats[0]
		}
		if len(p.ServiceAreas) > 0 {
			c.Subtitle += " · " + p.ServiceAreas[0]
		}
		all = append(all, c)
	}
	return all, nil
}
