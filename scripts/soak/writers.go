package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/scripts/internal/provider"
)

// How messages travel.
const (
	mostCopies  = 5
	lateCopy    = 3 * time.Second        // a copy comes within this after the first
	hold        = 150 * time.Millisecond // a first delivery is delayed by at most this
	swapped     = 0.1                    // of hasty pairs change places on the way
	repost      = 300 * time.Millisecond // before what was refused is posted again
	patience    = 15 * time.Second       // of a customer who waits for a reply: what stands in line is bounded by it
	proThinks   = 800 * time.Millisecond // at most
	proApproves = 0.8
	proRejects  = 0.12 // the others say nothing
)

// writers are everybody with a phone.
type writers struct {
	plan      Plan
	webhook   string
	clock     clock
	world     *world
	delivered *receipts

	posts, refused atomic.Int64
	last           atomic.Int64 // of the ids
	all            sync.WaitGroup
	phones         sync.Map // of pros
	// writing ends when nobody shall begin anything; ctx of the calls goes on, so that what
	// was begun is delivered.
	writing context.Context
	ctx     context.Context
}

// customers has chats write, so many at a time, until all have written all or the time is over.
func (w *writers) customers() {
	next := atomic.Int64{}
	var busy sync.WaitGroup
	for range w.plan.AtOnce {
		busy.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= w.plan.Chats || w.writing.Err() != nil {
					return
				}
				w.customer(n)
			}
		})
	}
	busy.Wait()
	w.all.Wait()
}

func (w *writers) customer(n int) {
	random := rand.New(rand.NewPCG(w.plan.Seed, uint64(n)))
	chat := customerChat(n)
	ear := w.world.listen(chat)
	lines := story(random)
	if n%10 == 0 { // has not agreed yet: is asked after the first words
		lines = append([]line{lines[0], {"כן", true}}, lines[1:perChat-1]...)
	}
	for i := 0; i < len(lines) && w.writing.Err() == nil; i++ {
		pair := lines[i : i+1]
		if !lines[i].patient && i+1 < len(lines) && random.Float64() < swapped {
			pair = []line{lines[i+1], lines[i]}
			i++
		}
		for _, l := range pair {
			select { // what came before is read
			case <-ear:
			default:
			}
			w.write(random, provider.Text{Chat: chat, Name: "דנה", Text: l.text}, false)
		}
		if lines[i].patient {
			select {
			case <-ear:
			case <-time.After(patience):
			case <-w.writing.Done():
			}
		}
	}
}

// offered has a pro answer an offer, or not.
func (w *writers) offered(chat, id, text string) {
	if !isOffer(text) || w.writing.Err() != nil {
		return
	}
	random := rand.New(rand.NewPCG(w.plan.Seed, uint64(w.last.Add(1))<<20))
	answer := ""
	switch luck := random.Float64(); {
	case luck < proApproves:
		answer = "אשר"
	case luck < proApproves+proRejects:
		answer = "דחה"
	default:
		return
	}
	w.all.Go(func() {
		time.Sleep(time.Duration(random.Int64N(int64(proThinks))))
		phone, _ := w.phones.LoadOrStore(chat, &sync.Mutex{}) // which sends one message at a time
		phone.(*sync.Mutex).Lock()
		defer phone.(*sync.Mutex).Unlock()
		w.write(random, provider.Text{Chat: chat, Name: "בעל מקצוע", Text: answer, Quoted: id}, true)
	})
}

// write delivers a message until it is taken, and then again as often as chance wants.
func (w *writers) write(random *rand.Rand, t provider.Text, pro bool) {
	t.ID, t.At = fmt.Sprintf("SOAK%012d", w.last.Add(1)), w.clock.now()
	body := provider.Delivery(t)
	more := random.IntN(mostCopies)
	early := more > 0 && random.IntN(3) == 0 // one copy comes at the same moment
	time.Sleep(time.Duration(random.Int64N(int64(hold))))
	if early {
		w.copy(body, 0)
	}
	for w.post(body) != nil {
		select {
		case <-w.ctx.Done():
			return // it was never taken
		case <-time.After(repost):
		}
	}
	known, _ := greenapi.Parse(body, provider.Instance, t.At)
	w.delivered.add(Delivered{At: time.Now(), Chat: t.Chat, ID: known.ID, Text: t.Text, Pro: pro, Copies: 1 + more})
	for n := range more {
		if n > 0 || !early {
			w.copy(body, time.Duration(random.Int64N(int64(lateCopy))))
		}
	}
}

// copy delivers a message once more, whatever comes of it.
func (w *writers) copy(body []byte, after time.Duration) {
	w.all.Go(func() {
		time.Sleep(after)
		_ = w.post(body)
	})
}

func (w *writers) post(body []byte) error {
	w.posts.Add(1)
	err := provider.Post(w.ctx, w.webhook, body)
	if err != nil {
		w.refused.Add(1)
	}
	return err
}
