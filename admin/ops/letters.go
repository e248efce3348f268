package ops

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/event"
)

// desk holds all dead letters while a command works on them.
type desk struct {
	out       io.Writer
	publisher *pubsub.Publisher
	dead      *pubsub.DeadLetters
	all       bool
	letters   []event.Letter // those still held, the oldest first
}

const (
	pulled  = 100             // letters at a time
	patient = 2 * time.Second // for the first letter of a topic; an empty one answers nothing
	most    = 10_000          // letters of one topic that one command looks at
)

// hold takes every letter of the topics that can be had.
func (d *desk) hold(ctx context.Context, topics []string) error {
	found, errs := make([][]event.Letter, len(topics)), make([]error, len(topics))
	var all sync.WaitGroup
	for i, topic := range topics {
		all.Go(func() {
			for len(found[i]) < most {
				letters, err := d.dead.Pull(ctx, topic, pulled, patient)
				if err != nil || len(letters) == 0 {
					errs[i] = err
					return
				}
				found[i] = append(found[i], letters...)
			}
		})
	}
	all.Wait()
	d.letters = slices.Concat(found...)
	slices.SortStableFunc(d.letters, func(a, b event.Letter) int {
		return cmp.Or(a.BornAt.Compare(b.BornAt), strings.Compare(a.ID, b.ID))
	})
	return errors.Join(errs...)
}

// release gives back what is still held.
func (d *desk) release(ctx context.Context) error {
	var errs []error
	for _, topic := range event.DeadTopics {
		var held []event.Letter
		for _, l := range d.letters {
			if l.Topic == topic {
				held = append(held, l)
			}
		}
		errs = append(errs, d.dead.Release(ctx, topic, held))
	}
	d.letters = nil
	return errors.Join(errs...)
}

// named are the letters that the arguments mean: several copies of one event are one name.
func (d *desk) named(ids []string) ([]event.Letter, error) {
	if d.all {
		if len(ids) > 0 {
			return nil, errors.New("-all and ids together: name some, or take all")
		}
		return slices.Clone(d.letters), nil
	}
	if len(ids) == 0 {
		return nil, errors.New("which one? list shows their ids; -all takes all of them")
	}
	var found []event.Letter
	for _, id := range ids {
		events := map[string]bool{}
		for _, l := range d.letters {
			if strings.HasPrefix(l.Event, id) || strings.HasPrefix(l.ID, id) {
				events[l.ID] = true
				found = append(found, l)
			}
		}
		switch len(events) {
		case 0:
			return nil, fmt.Errorf("no dead letter begins with %q: list shows what there is", id)
		case 1:
		default:
			return nil, fmt.Errorf("%q begins several: %s", id, strings.Join(slices.Sorted(maps.Keys(events)), ", "))
		}
	}
	return found, nil
}

func (d *desk) list(_ context.Context, _ []string) error {
	if len(d.letters) == 0 {
		_, err := fmt.Fprintln(d.out, "no dead letters")
		return err
	}
	table := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	rows := []string{"TOPIC\tEVENT\tKEY\tDIED\tTRIES\tKIND\tREASON"}
	for _, l := range d.letters {
		kind, reason := l.Kind, l.Reason
		if reason == "" {
			kind, reason = "outage", "given up by Pub/Sub: the healer puts it back"
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%s\t%s", l.Topic, l.Event, logging.Mask(l.Key), died(l), l.Tries, kind, logging.Mask(reason)))
	}
	if _, err := fmt.Fprintln(table, strings.Join(rows, "\n")); err != nil {
		return err
	}
	return table.Flush()
}

// show prints one letter whole, what its people wrote included, with numbers masked.
func (d *desk) show(_ context.Context, ids []string) error {
	letters, err := d.named(ids)
	if err != nil {
		return err
	}
	for _, l := range letters {
		var data bytes.Buffer
		if json.Indent(&data, l.Data, "", "  ") != nil {
			data.Reset()
			data.Write(l.Data)
		}
		lines := []string{l.Topic + "/" + l.Event, "key       " + l.Key, "died      " + died(l), fmt.Sprintf("tries     %d by %s", l.Tries, cmp.Or(l.Function, "?")),
			"kind      " + l.Kind, "reason    " + l.Reason}
		for _, name := range slices.Sorted(maps.Keys(event.Alive(l.Attributes))) {
			lines = append(lines, "attribute "+name+"="+l.Attributes[name])
		}
		if _, err := fmt.Fprintf(d.out, "%s\n%s\n", logging.Mask(strings.Join(lines, "\n")), logging.Mask(data.String())); err != nil {
			return err
		}
	}
	return nil
}

// replay publishes each letter as its event was, then removes it: cut off in between, the
// event comes twice, and is handled once.
func (d *desk) replay(ctx context.Context, ids []string) error {
	return d.each(ids, "published again", func(l event.Letter) error {
		return d.publisher.Send(ctx, l.Topic, l.Key, l.Data, event.Alive(l.Attributes))
	}, func(l event.Letter) error { return d.dead.Remove(ctx, l.Topic, []event.Letter{l}) })
}

func (d *desk) discard(ctx context.Context, ids []string) error {
	return d.each(ids, "discarded", func(event.Letter) error { return nil },
		func(l event.Letter) error { return d.dead.Remove(ctx, l.Topic, []event.Letter{l}) })
}

// each does the first thing once an event and the second with every copy of it.
func (d *desk) each(ids []string, did string, once, every func(event.Letter) error) error {
	letters, err := d.named(ids)
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, l := range letters {
		if !done[l.ID] {
			if err := once(l); err != nil {
				return err
			}
			if _, err := fmt.Fprintln(d.out, did, l.ID); err != nil {
				return err
			}
		}
		done[l.ID] = true
		if err := every(l); err != nil {
			return err
		}
		d.letters = slices.DeleteFunc(d.letters, func(o event.Letter) bool { return o.Hold == l.Hold })
	}
	_, err = fmt.Fprintf(d.out, "%d %s, %d left\n", len(done), did, len(d.letters))
	return err
}

// died is when a letter came to lie there, on the wall in Israel.
func died(l event.Letter) string { return l.BornAt.In(calendar.Zone).Format("2006-01-02 15:04") }
