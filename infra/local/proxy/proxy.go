// Package proxy stands before a TCP server at a fixed address and can make it
// look dead: connections break and none is to be had.
package proxy

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const dialLimit = 5 * time.Second

// Proxy passes connections on to a server.
type Proxy struct {
	target   string
	listener net.Listener
	done     sync.WaitGroup

	mu    sync.Mutex
	down  bool
	conns map[net.Conn]struct{} // of both sides
}

// Start takes the listener's connections to the server at target, host:port.
func Start(listener net.Listener, target string) *Proxy {
	p := &Proxy{target: target, listener: listener, conns: map[net.Conn]struct{}{}}
	p.done.Go(p.accept)
	return p
}

// SetDown breaks all connections and every new one, until it is set back.
func (p *Proxy) SetDown(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
	if down {
		p.breakAll()
	}
}

// breakAll closes what is open; the copying ends by itself. The caller holds mu.
func (p *Proxy) breakAll() {
	for conn := range p.conns {
		_ = conn.Close()
	}
}

// Stop ends the proxy.
func (p *Proxy) Stop() error {
	err := p.listener.Close()
	p.SetDown(true)
	p.done.Wait()
	if err != nil {
		return fmt.Errorf("stop proxy: %w", err)
	}
	return nil
}

func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return // stopped
		}
		p.done.Go(func() { p.serve(conn) })
	}
}

func (p *Proxy) serve(client net.Conn) {
	defer p.drop(client)
	if !p.keep(client) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), dialLimit)
	defer cancel()
	server, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.target)
	if err != nil {
		return
	}
	defer p.drop(server)
	if !p.keep(server) {
		return
	}
	var both sync.WaitGroup
	pipe := func(to, from net.Conn) {
		_, _ = io.Copy(to, from)
		// One side has ended: the other would wait for ever.
		_ = to.Close()
	}
	both.Go(func() { pipe(server, client) })
	both.Go(func() { pipe(client, server) })
	both.Wait()
}

func (p *Proxy) keep(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		return false
	}
	p.conns[conn] = struct{}{}
	return true
}

func (p *Proxy) drop(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, conn)
	_ = conn.Close()
}
