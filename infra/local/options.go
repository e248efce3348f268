package local

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/proli/proli/infra/local/servers"
)

// Addresses are where the parts listen, host:port; an empty one is any free
// port of this machine.
type Addresses struct {
	Phones, Dashboard, Webhook, Control, Mongo, Redis string
	// Cloud is the gRPC server of Google's stand-ins, Storage the HTTP one (with
	// the model), Front stands before the functions.
	Cloud, Storage, Front, Functions string
}

// DefaultAddresses are those of make dev.
func DefaultAddresses() Addresses {
	return Addresses{
		Phones: "127.0.0.1:8080", Dashboard: "127.0.0.1:8081", Webhook: "127.0.0.1:8082", Control: "127.0.0.1:8083",
		Mongo: "127.0.0.1:8084", Redis: "127.0.0.1:8085",
		Cloud: "127.0.0.1:8086", Storage: "127.0.0.1:8087", Front: "127.0.0.1:8088", Functions: "127.0.0.1:8089",
	}
}

// Options say what to start and where.
type Options struct {
	Home      string // folder of data and logs
	Addresses Addresses
	Programs  Programs // empty: built from the source tree
	// MongoURI and RedisURL name servers that run already, such as a test's.
	MongoURI, RedisURL string
	// Lookup is os.LookupEnv unless a test hides part of the machine's environment,
	// from the programs as well.
	Lookup func(string) (string, bool)
	Log    io.Writer // progress, a line at a time
	// Between may stand between the functions and one of our stand-ins ("gateway", "model"), for
	// a test that has it misbehave; nil stands nowhere.
	Between func(part string, standIn http.Handler) http.Handler
}

func (o *Options) complete() error {
	if o.Lookup == nil {
		o.Lookup = os.LookupEnv
	}
	if o.Between == nil {
		o.Between = func(_ string, standIn http.Handler) http.Handler { return standIn }
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Home == "" {
		return errors.New("start: no folder for data was named")
	}
	if err := os.MkdirAll(o.Home, 0o755); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	return nil
}

// env is a variable's value, or the fallback when it is absent or empty.
func (o Options) env(name, fallback string) string {
	if value, _ := o.Lookup(name); value != "" {
		return value
	}
	return fallback
}

// listen takes an address, and says which flag moves it when it is taken.
func listen(name, address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s cannot listen at %s (the flag -%s names another address): %w", name, address, name, err)
	}
	return l, nil
}

// reserve finds the address for a program that will listen there itself.
func reserve(name, address string) (host string, port int, err error) {
	if address == "" || strings.HasSuffix(address, ":0") {
		port, err := servers.FreePort()
		return "127.0.0.1", port, err
	}
	l, err := listen(name, address)
	if err != nil {
		return "", 0, err
	}
	address = l.Addr().String()
	if err := l.Close(); err != nil {
		return "", 0, fmt.Errorf("%s: %w", name, err)
	}
	host, number, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("%s: %w", name, err)
	}
	port, err = strconv.Atoi(number)
	return host, port, err
}
