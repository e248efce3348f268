package triage

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
)

// A chat without a number cannot be known as a pro's. Who writes from it may claim one: a code
// goes to that pro's registered phone, and typing it here links the two.
var (
	claimWords = regexp.MustCompile(`(?i)^\s*(?:claim|i am a pro|i'm a pro|אני איש מקצוע|אני אשת מקצוע|אני בעל מקצוע|אני בעלת מקצוע|אנחנו אנשי מקצוע|אנחנו בעלי מקצוע)(?:[\s,:.\-–]+(.*))?$`)
	codeWords  = regexp.MustCompile(`^\D*(\d{3})[\s-]?(\d{3})\D*$`)
)

// unknown reports whether the chat has no number and is nobody's whom we know.
func unknown(t *turn) bool { return t.self == nil && strings.HasSuffix(t.c.ID, "@lid") }

func claims(t *turn) bool { return unknown(t) && claimWords.MatchString(t.text()) }

// typesCode reports whether a code is open in this chat and the message looks like one.
func typesCode(t *turn) bool {
	return unknown(t) && t.c.Linking.Waits(t.now) && codeWords.MatchString(t.text())
}

// claim sends a code to the phone of the pro whose number was named. What is answered here is
// the same when there is none: who is a pro is nobody's business.
func (t *turn) claim(ctx context.Context) error {
	number, ok := phone.Parse(claimWords.FindStringSubmatch(t.text())[1])
	if !ok {
		t.say("pro.claim_phone")
		return nil
	}
	p, err := found(t.Store.ProByChat(ctx, number.Chat()))
	if err != nil {
		return err
	}
	id := ""
	if p != nil && p.Approved {
		id = p.ID
	}
	code, salt, err := newCode()
	if err != nil {
		return err
	}
	if !t.c.Link(id, code, salt, t.now) {
		t.say("pro.claim_later")
		return nil
	}
	t.say("pro.claim_sent", "phone", number.Masked())
	if id != "" {
		t.set.Say(notice.Notice{
			Chat: p.PhoneNumber + "@c.us", Kind: notice.KindReply, ProID: id, ExpiresAt: t.c.Linking.Till,
			Reply: true, // it answers the same person, who waits for it
			Text:  locale.Text(locale.Of(p.Language), "pro.claim_code", "code", code),
		})
	}
	return nil
}

// link makes this chat one of the pro's when the code is right.
func (t *turn) link(context.Context) error {
	parts := codeWords.FindStringSubmatch(t.text())
	if !t.c.Linking.Try(parts[1] + parts[2]) {
		if t.c.Linking.Waits(t.now) {
			t.say("pro.claim_wrong")
		} else {
			t.say("pro.claim_later")
		}
		return nil
	}
	t.set.ProChats = append(t.set.ProChats, change.ProChat{Pro: t.c.Linking.ProID, Chat: t.c.ID})
	t.c.Linking, t.c.Question, t.c.Waiting, t.c.LeadID = nil, nil, nil, ""
	t.say("pro.claimed")
	return nil
}

// newCode is six digits and the salt of their hash.
func newCode() (code, salt string, err error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", "", fmt.Errorf("triage: make a code: %w", err)
	}
	bytes := make([]byte, 16)
	if _, err := rand.Read(bytes); err != nil {
		return "", "", fmt.Errorf("triage: make a code: %w", err)
	}
	return fmt.Sprintf("%06d", n), hex.EncodeToString(bytes), nil
}
