package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Switch is one thing that people can set, by a JSON value; null is its default.
type Switch struct {
	Name    string
	Default any
	// Parse checks a value other than null and gives it as it is shown.
	Parse func(json.RawMessage) (any, error)
	// Set brings a parsed value, or the default, about.
	Set func(ctx context.Context, value any) error
	// Shown replaces the value last set, for a switch that springs back; may be nil.
	Shown func() any
}

// Bool is a switch that is true or false.
func Bool(name string, byDefault bool, set func(context.Context, bool) error) Switch {
	return Switch{Name: name, Default: byDefault,
		Parse: func(raw json.RawMessage) (any, error) {
			var on bool
			if json.Unmarshal(raw, &on) != nil {
				return nil, fmt.Errorf("must be true or false")
			}
			return on, nil
		},
		Set: func(ctx context.Context, value any) error { return set(ctx, value.(bool)) },
	}
}

// Duration is a switch that holds a time such as "2s".
func Duration(name string, byDefault time.Duration, set func(context.Context, time.Duration) error) Switch {
	return Switch{Name: name, Default: byDefault.String(),
		Parse: func(raw json.RawMessage) (any, error) {
			var text string
			if json.Unmarshal(raw, &text) == nil {
				if d, err := time.ParseDuration(text); err == nil && d >= 0 {
					return text, nil
				}
			}
			return nil, fmt.Errorf(`must be a duration such as "2s"`)
		},
		Set: func(ctx context.Context, value any) error {
			d, err := time.ParseDuration(value.(string))
			if err != nil {
				return err
			}
			return set(ctx, d)
		},
	}
}

// Share is a switch between 0 and 1.
func Share(name string, set func(context.Context, float64) error) Switch {
	return Switch{Name: name, Default: 0.0,
		Parse: func(raw json.RawMessage) (any, error) {
			share := -1.0
			if json.Unmarshal(raw, &share) != nil || share < 0 || share > 1 {
				return nil, fmt.Errorf("must be a number from 0 to 1")
			}
			return share, nil
		},
		Set: func(ctx context.Context, value any) error { return set(ctx, value.(float64)) },
	}
}

// Choice is a switch that is one of some words, or none: the word is then empty.
func Choice(name string, words []string, set func(context.Context, string) error) Switch {
	return Switch{Name: name,
		Parse: func(raw json.RawMessage) (any, error) {
			var word string
			if json.Unmarshal(raw, &word) != nil || !slices.Contains(words, word) {
				return nil, fmt.Errorf("must be one of %s, or null", strings.Join(words, ", "))
			}
			return word, nil
		},
		Set: func(ctx context.Context, value any) error {
			word, _ := value.(string)
			return set(ctx, word)
		},
	}
}

// Refuse is the error of a switch that cannot be set here; the message says why.
func Refuse(message string) error { return &wrongSwitch{message} }

// wrongSwitch is a request that cannot be met.
type wrongSwitch struct{ message string }

// Error implements error.
func (e *wrongSwitch) Error() string { return e.message }

type board struct {
	switches []Switch

	mu  sync.Mutex
	now map[string]any
}

func newBoard(switches []Switch) *board {
	b := &board{switches: switches, now: map[string]any{}}
	for _, s := range switches {
		b.now[s.Name] = s.Default
	}
	return b
}

func (b *board) names() []string {
	var names []string
	for _, s := range b.switches {
		names = append(names, s.Name)
	}
	return names
}

func (b *board) values() map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := map[string]any{}
	for _, s := range b.switches {
		all[s.Name] = b.now[s.Name]
		if s.Shown != nil {
			all[s.Name] = s.Shown()
		}
	}
	return all
}

// set checks all values before it brings any about.
func (b *board) set(ctx context.Context, want map[string]json.RawMessage) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	parsed := map[string]any{}
	for name, raw := range want {
		at := slices.IndexFunc(b.switches, func(s Switch) bool { return s.Name == name })
		if at < 0 {
			return &wrongSwitch{fmt.Sprintf("there is no switch %q; there are: %s", name, strings.Join(b.names(), ", "))}
		}
		if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
			parsed[name] = b.switches[at].Default
			continue
		}
		value, err := b.switches[at].Parse(raw)
		if err != nil {
			return &wrongSwitch{name + " " + err.Error()}
		}
		parsed[name] = value
	}
	return b.apply(ctx, parsed)
}

// restore sets every switch to its default.
func (b *board) restore(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := map[string]any{}
	for _, s := range b.switches {
		all[s.Name] = s.Default
	}
	return b.apply(ctx, all)
}

// apply brings values about in the switches' order. The caller holds mu.
func (b *board) apply(ctx context.Context, values map[string]any) error {
	for _, s := range b.switches {
		value, ok := values[s.Name]
		if !ok {
			continue
		}
		if err := s.Set(ctx, value); err != nil {
			return fmt.Errorf("switch %s: %w", s.Name, err)
		}
		b.now[s.Name] = value
	}
	return nil
}
