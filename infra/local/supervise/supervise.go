// Package supervise keeps a program running: it starts it, knows when it is
// ready, starts it again when it dies, and ends it well.
package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/proli/proli/infra/local/child"
)

// Bounds of a start and of the pauses between starts that come to nothing.
const (
	readyLimit   = 30 * time.Second
	probePause   = 5 * time.Millisecond
	steadyAfter  = time.Second
	firstPause   = 50 * time.Millisecond
	longestPause = 5 * time.Second
	outputKept   = 4 << 10
)

// Program is what to keep running.
type Program struct {
	Name    string
	Command func() *exec.Cmd                // a new one for each start
	Ready   func(ctx context.Context) error // asked again until it is nil
	Output  io.Writer                       // of the program
}

// Supervisor keeps one program running until Stop.
type Supervisor struct {
	program Program
	output  *lastOutput
	stop    context.CancelFunc
	ended   chan struct{}

	mu     sync.Mutex
	proc   *child.Process
	ready  chan struct{} // closed while the program is ready
	starts int
}

// Start starts the program and waits until it is ready. A program that ends
// before it was ever ready is not tried again: the error holds its last words.
func Start(ctx context.Context, p Program) (*Supervisor, error) {
	running, stop := context.WithCancel(context.Background())
	s := &Supervisor{program: p, output: &lastOutput{to: p.Output}, stop: stop, ended: make(chan struct{}), ready: make(chan struct{})}
	proc, err := s.launch()
	if err != nil {
		stop()
		return nil, err
	}
	if err := s.awaitReady(ctx, proc); err != nil {
		stop()
		proc.Kill()
		return nil, fmt.Errorf("start %s: %w: %s", p.Name, err, s.output.String())
	}
	go s.keep(running, proc)
	return s, nil
}

func (s *Supervisor) launch() (*child.Process, error) {
	cmd := s.program.Command()
	cmd.Stdout, cmd.Stderr = s.output, s.output
	// Output that a grandchild still holds open must not hide the end.
	cmd.WaitDelay = time.Second
	proc, err := child.Start(cmd)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", s.program.Name, err)
	}
	s.mu.Lock()
	s.proc = proc
	s.starts++
	s.mu.Unlock()
	return proc, nil
}

func (s *Supervisor) awaitReady(ctx context.Context, proc *child.Process) error {
	ctx, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	for s.program.Ready(ctx) != nil {
		select {
		case <-proc.Done():
			return fmt.Errorf("it ended: %w", errors.Join(errors.New("before it was ready"), proc.Err()))
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w", ctx.Err())
		case <-time.After(probePause):
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc == proc { // otherwise it was killed meanwhile
		close(s.ready)
	}
	return nil
}

// down makes those who ask wait for the next start. It reports whether that is
// news: not so when Kill was here before.
func (s *Supervisor) down(proc *child.Process) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc != proc {
		return false
	}
	s.proc = nil
	select {
	case <-s.ready:
		s.ready = make(chan struct{})
	default: // it never was ready
	}
	return true
}

func (s *Supervisor) keep(ctx context.Context, proc *child.Process) {
	defer close(s.ended)
	pause := firstPause
	for {
		began, byItself := time.Now(), true
		if proc != nil {
			select {
			case <-proc.Done():
			case <-ctx.Done():
				return
			}
			byItself = s.down(proc)
		}
		if !byItself || time.Since(began) > steadyAfter {
			pause = firstPause
		} else { // it dies at once, or cannot be started: no point in hurrying
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return
			}
			pause = min(2*pause, longestPause)
		}
		var err error
		if proc, err = s.launch(); err == nil {
			err = s.awaitReady(ctx, proc)
		}
		if err != nil && ctx.Err() == nil {
			_, _ = fmt.Fprintf(s.output, "%s: %v\n", s.program.Name, err)
			if proc != nil {
				proc.Kill()
			}
		}
	}
}

// Wait returns when the program is ready, or with the context's error.
func (s *Supervisor) Wait(ctx context.Context) error {
	s.mu.Lock()
	ready := s.ready
	s.mu.Unlock()
	select {
	case <-ready:
		return nil
	default:
	}
	select {
	case <-ready:
		return nil
	case <-s.ended:
		return fmt.Errorf("%s was stopped", s.program.Name)
	case <-ctx.Done():
		return fmt.Errorf("wait for %s: %w", s.program.Name, ctx.Err())
	}
}

// Kill ends the process at once (kill -9); it comes back by itself.
func (s *Supervisor) Kill() {
	s.mu.Lock()
	proc := s.proc
	s.mu.Unlock()
	if proc != nil {
		s.down(proc)
		proc.Kill()
	}
}

// Starts counts the starts so far.
func (s *Supervisor) Starts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.starts
}

// Stop ends the program for good: asked first, killed after the grace.
func (s *Supervisor) Stop(grace time.Duration) {
	s.stop()
	<-s.ended
	s.mu.Lock()
	proc := s.proc
	s.mu.Unlock()
	if proc != nil {
		s.down(proc)
		proc.Stop(grace)
	}
}

// lastOutput passes a program's output on and remembers its end.
type lastOutput struct {
	to io.Writer

	mu   sync.Mutex
	last []byte
}

// Write implements io.Writer.
func (o *lastOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = append(o.last, p...)
	if excess := len(o.last) - outputKept; excess > 0 {
		o.last = append(o.last[:0], o.last[excess:]...)
	}
	return o.to.Write(p)
}

// String is the end of the output.
func (o *lastOutput) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.TrimSpace(string(o.last))
}
