package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Delivered is a message that the webhook has taken for the first time. Those of one chat stand
// in the order in which they were taken.
type Delivered struct {
	At     time.Time `json:"at"`
	Chat   string    `json:"chat"`
	ID     string    `json:"id"` // as the product names it
	Text   string    `json:"text"`
	Pro    bool      `json:"pro"`
	Copies int       `json:"copies"` // deliveries, this one included
}

// Left is a message of ours that the provider has taken, in the order in which it took them.
type Left struct {
	At   time.Time `json:"at"`
	Chat string    `json:"chat"`
	ID   string    `json:"id"` // the provider's
	Text string    `json:"text"`
}

// The files of a run's receipts.
const (
	deliveredFile = "delivered.jsonl"
	leftFile      = "left.jsonl"
)

// receipts is one file of lines.
type receipts struct {
	mu   sync.Mutex
	file *os.File
	out  *bufio.Writer
	n    int
}

func openReceipts(dir, name string) (*receipts, error) {
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("receipts: %w", err)
	}
	return &receipts{file: f, out: bufio.NewWriter(f)}, nil
}

// add writes a line; an error shows at the close.
func (r *receipts) add(line any) {
	raw, err := json.Marshal(line)
	if err != nil {
		panic(err) // strings and times
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = r.out.Write(append(raw, '\n'))
	r.n++
}

func (r *receipts) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n
}

func (r *receipts) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return errors.Join(r.out.Flush(), r.file.Close())
}

func readReceipts[T any](dir, name string) ([]T, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("receipts: %w", err)
	}
	defer func() { _ = f.Close() }()
	var all []T
	for lines := json.NewDecoder(bufio.NewReader(f)); ; {
		var line T
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("receipts %s: %w", name, err)
		}
		all = append(all, line)
	}
}
