package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
)

// Line is one line of a worker's receipts. An attempt leaves a try, a write before each
// transaction, and a done when its end is known. A done that acknowledges something is on the
// disk before the next attempt. The times are those of the machine's one true clock.
type Line struct {
	At      time.Time `json:"at"`
	What    what      `json:"what"`
	Attempt string    `json:"id"`
	Try     *Attempt  `json:"try,omitempty"`
	Write   *Write    `json:"write,omitempty"` // of a write, and of a done that acknowledges it
	Outcome string    `json:"outcome,omitempty"`
}

type what string

const (
	tried what = "try"
	wrote what = "write" // about to: whether it was is known at the done
	ended what = "done"
)

// Attempt is what an event asks for.
type Attempt struct {
	Act  string            `json:"act"`
	Lead string            `json:"lead"`
	Pro  int               `json:"pro"`
	Hour calendar.Interval `json:"hour"` // of a hold and a move
}

// The acts.
const (
	hold    = "hold"
	confirm = "confirm"
	move    = "move"
	cancel  = "cancel"
	late    = "late" // the healer's: an offer that nobody answered in time
)

// Write is a lead as a transaction is about to leave it, with what it has in a calendar.
type Write struct {
	Lead     string            `json:"lead"`
	Version  int64             `json:"version"` // after the transaction
	Status   lead.Status       `json:"status"`
	Pro      string            `json:"pro"`
	Entry    string            `json:"entry"` // none when the lead has no hour
	Hour     calendar.Interval `json:"hour"`
	Deadline time.Time         `json:"deadline"` // of a hold, by the worker's own clock
}

// Receipts are one process's file.
type Receipts struct{ file *os.File }

func openReceipts(dir, name string) (*Receipts, error) {
	f, err := os.OpenFile(filepath.Join(dir, name+".jsonl"), os.O_APPEND|os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("receipts: %w", err)
	}
	return &Receipts{f}, nil
}

// add writes a line in one system call, so that a kill leaves it whole or away; with sync it
// is on the disk.
func (r *Receipts) add(l Line, sync bool) error {
	l.At = time.Now()
	raw, err := json.Marshal(l)
	if err == nil {
		_, err = r.file.Write(append(raw, '\n'))
	}
	if err == nil && sync {
		err = r.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("receipt of %s: %w", l.Attempt, err)
	}
	return nil
}

// readReceipts reads all lines of all processes, one file after the other.
func readReceipts(dir string, each func(Line)) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := readFile(name, each); err != nil {
			return fmt.Errorf("receipts %s: %w", filepath.Base(name), err)
		}
	}
	return nil
}

func readFile(name string, each func(Line)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := json.NewDecoder(bufio.NewReaderSize(file, 1<<20))
	for {
		var l Line
		err := lines.Decode(&l)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // cut off by a kill
			return nil
		}
		if err != nil {
			return err
		}
		each(l)
	}
}
