// Package phone reads, prints and masks telephone numbers. A chat id is not a
// number: only OfChat may look for one there.
package phone

import (
	"log/slog"
	"strings"
	"unicode"
)

// Number is an international number as digits with the country code and nothing else: 972501234567.
type Number string

const israel = "972"

// Parse reads a number as people write it: Israeli (050-123-4567, +972 50…, 972…) or
// international (+ or 00 first). Separators and direction marks are ignored.
// Test numbers (9720000000NN), which cannot exist, are accepted.
func Parse(s string) (Number, bool) {
	digits, plus, ok := clean(s)
	if !ok {
		return "", false
	}
	switch {
	case plus:
		return international(digits)
	case len(digits) == 10 && strings.HasPrefix(digits, "00000000"): // a test number in local form
		return international(israel + digits[1:])
	case strings.HasPrefix(digits, "00"):
		return international(digits[2:])
	case strings.HasPrefix(digits, "0"):
		return international(israel + digits[1:])
	case len(digits) == 9 && digits[0] == '5': // a mobile whose zero was left out
		return international(israel + digits)
	case len(digits) >= 11:
		return international(digits)
	}
	return "", false
}

// OfChat finds the number in a private chat id; an …@lid id carries none.
func OfChat(chat string) (Number, bool) {
	digits, found := strings.CutSuffix(chat, "@c.us")
	if !found || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return international(digits)
}

// String is the digits with the country code: for storing and comparing, never for a log.
func (n Number) String() string { return string(n) }

// E164 is the number with its plus.
func (n Number) E164() string { return "+" + string(n) }

// Chat is the provider's id of the number's private chat.
func (n Number) Chat() string { return string(n) + "@c.us" }

// Masked shows the last four digits only.
func (n Number) Masked() string {
	if len(n) < 4 {
		return "***"
	}
	return "***" + string(n[len(n)-4:])
}

// LogValue keeps a full number out of every structured log.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// Local is the number as people in Israel read it: 050-123-4567, 03-123-4567; foreign ones keep +.
func (n Number) Local() string {
	national, found := strings.CutPrefix(string(n), israel)
	if !found || len(national) < 8 {
		return n.E164()
	}
	area, rest := national[:len(national)-7], national[len(national)-7:]
	return "0" + area + "-" + rest[:3] + "-" + rest[3:]
}

func international(digits string) (Number, bool) {
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return "", false
	}
	national, found := strings.CutPrefix(digits, israel)
	if !found {
		return Number(digits), true
	}
	if test(national) {
		return Number(digits), true
	}
	national = strings.TrimPrefix(national, "0") // +972 (0)50…
	switch {
	case len(national) == 8 && strings.ContainsRune("23489", rune(national[0])),
		len(national) == 9 && strings.ContainsRune("57", rune(national[0])):
		return Number(israel + national), true
	}
	return "", false
}

func test(national string) bool {
	return len(national) == 9 && strings.HasPrefix(national, "0000000")
}

func clean(s string) (digits string, plus, ok bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0 && !plus:
			plus = true
		case separator(r):
		default:
			return "", false, false
		}
		if b.Len() > 17 {
			return "", false, false
		}
	}
	return b.String(), plus, b.Len() > 0
}

// separator also covers the Hebrew maqaf and the invisible direction marks that phones paste along.
func separator(r rune) bool {
	return strings.ContainsRune("-./()־", r) || unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf)
}
