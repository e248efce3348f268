package whatsapp

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/proli/proli/shared/fault"
)

// hosts says where media may come from.
type hosts struct {
	own      map[string]bool // scheme://host:port
	patterns []string        // lower case
}

func newHosts(own, patterns []string) (hosts, error) {
	h := hosts{own: map[string]bool{}}
	for _, address := range own {
		if address == "" {
			continue
		}
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			return hosts{}, fault.New(fault.Invalid, "allow media hosts", "an address of the gateway does not parse")
		}
		h.own[origin(u)] = true
	}
	for _, p := range patterns {
		h.patterns = append(h.patterns, strings.ToLower(strings.TrimSpace(p)))
	}
	return h, nil
}

// check refuses an address that is neither the gateway's own nor of a known host.
func (h hosts) check(u *url.URL) error {
	const op = "fetch media"
	switch {
	case u.User != nil:
		return fault.New(fault.Forbidden, op, "an address with a user in it")
	case h.own[origin(u)]:
		return nil
	case u.Scheme != "https" || u.Port() != "" && u.Port() != "443":
		return fault.New(fault.Forbidden, op, "neither the gateway nor https")
	}
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for _, p := range h.patterns {
		if suffix, found := strings.CutPrefix(p, "*"); found && strings.HasPrefix(suffix, ".") {
			if strings.HasSuffix(name, suffix) && len(name) > len(suffix) {
				return nil
			}
		} else if name == p {
			return nil
		}
	}
	return fault.New(fault.Forbidden, op, "not a host of the provider")
}

func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// transport dials the gateway as it is and everybody else on public addresses only.
type transport struct {
	hosts     hosts
	own, open *http.Transport
}

func newTransport(h hosts) transport {
	way := func(control func(string, string, syscall.RawConn) error) *http.Transport {
		dialer := &net.Dialer{Timeout: 5 * time.Second, Control: control}
		return &http.Transport{ // no proxy: it would resolve names for us, unchecked
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: fetchLimit,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second, DisableCompression: true, ForceAttemptHTTP2: true,
		}
	}
	return transport{hosts: h, own: way(nil), open: way(publicOnly)}
}

// RoundTrip picks the way by the request's own address, also after a redirect.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.hosts.own[origin(r.URL)] {
		return t.own.RoundTrip(r)
	}
	return t.open.RoundTrip(r)
}

// publicOnly sees the address that a name resolved to, right before the connection
// is made: a name that changes its mind between check and use gains nothing.
func publicOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !public(to.Addr().Unmap()) {
		return fault.New(fault.Forbidden, "fetch media", "an address inside a network")
	}
	return nil
}

// inner are ranges beside those that netip knows by itself.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

func public(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range inner {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
