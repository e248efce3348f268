package greenapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/proli/proli/shared/fault"
)

// Error is a call that did not succeed. Its text holds neither the token nor a telephone number.
type Error struct {
	Status int // 0: no answer came
	Reason string
	class  class
}

type class int

const (
	retryable    class = iota // nothing happened there: try again later
	rateLimited               // the same, too many calls
	ambiguous                 // it may have happened: look before trying again
	unauthorized              // the account cannot work: token, instance, or not linked
	permanent                 // this request will never be accepted
	quota                     // the plan allows no more of it this month
)

// Error says what the gateway answered.
func (e *Error) Error() string {
	if e.Status == 0 {
		return e.Reason
	}
	return fmt.Sprintf("answer %d: %s", e.Status, e.Reason)
}

// Retryable says that nothing was done and a later attempt may succeed.
func Retryable(err error) bool { return is(err, retryable, rateLimited) }

// RateLimited says that there were too many calls of this method.
func RateLimited(err error) bool { return is(err, rateLimited) }

// Ambiguous says that a message may have been sent although no proper answer came.
func Ambiguous(err error) bool { return is(err, ambiguous) }

// Unauthorized says that the account cannot work: wrong token or instance, or no telephone linked.
func Unauthorized(err error) bool { return is(err, unauthorized) }

// Permanent says that this request will not be accepted, ever or this month.
func Permanent(err error) bool { return is(err, permanent, quota) }

// Quota says that the plan's allowance is used up.
func Quota(err error) bool { return is(err, quota) }

func is(err error, classes ...class) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range classes {
		if e.class == c {
			return true
		}
	}
	return false
}

// fault gives the error its kind, for those who do not look closer.
func (e *Error) fault(op string) error {
	if e.class == permanent || e.class == quota {
		return fault.Wrap(fault.Permanent, op, e)
	}
	return fault.Wrap(fault.Unavailable, op, e)
}

// unanswered judges a call to which no answer came; written says that the request may have arrived.
func unanswered(err error, written, effect bool) *Error {
	if inner := (*url.Error)(nil); errors.As(err, &inner) { // its text is the address, with the token
		err = inner.Err
	}
	e := &Error{Reason: err.Error()}
	if written && effect {
		e.class = ambiguous
	}
	return e
}

// refused judges an answer that is no success. Effect says that the call does something that must not be done twice.
func refused(m method, status int, reason string) *Error {
	e := &Error{Status: status, Reason: reason}
	switch {
	case status == http.StatusBadRequest && strings.Contains(reason, "starting"):
		e.class = retryable
	case status == http.StatusBadRequest && strings.Contains(reason, "not authorized"),
		status == http.StatusUnauthorized,
		status == http.StatusForbidden && !m.optional:
		e.class = unauthorized
	case status == http.StatusTooManyRequests:
		e.class = rateLimited
	case status == 466:
		e.class = quota
	case status == 499 || status >= 500:
		if m.effect {
			e.class = ambiguous
		}
	case status >= 400:
		e.class = permanent
	}
	return e
}

var number8 = regexp.MustCompile(`\d{8,}`)

// harmless cuts a text of the gateway down to what may be logged.
func (c *Client) harmless(s string) string {
	if c.token != "" {
		s = strings.ReplaceAll(s, c.token, "***")
	}
	s = number8.ReplaceAllStringFunc(clean(s), func(n string) string { return "***" + n[len(n)-4:] })
	return limit(strings.Join(strings.Fields(s), " "), 200)
}
