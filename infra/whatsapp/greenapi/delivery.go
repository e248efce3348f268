package greenapi

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// delivery is what the gateway posts, as far as we read it. Fields that we do not
// name are skipped, fields of another type than expected are left empty.
type delivery struct {
	Type         string `json:"typeWebhook"`
	InstanceData struct {
		ID number `json:"idInstance"`
	} `json:"instanceData"`
	Timestamp  number `json:"timestamp"`
	IDMessage  string `json:"idMessage"`
	SenderData struct {
		ChatID     string `json:"chatId"`
		ChatName   string `json:"chatName"`
		Sender     string `json:"sender"`
		SenderName string `json:"senderName"`
	} `json:"senderData"`
	MessageData messageData `json:"messageData"`

	// of statuses, calls, blocks and the account
	ChatID        string     `json:"chatId"`
	From          string     `json:"from"`
	Status        string     `json:"status"`
	Description   string     `json:"description"`
	StateInstance string     `json:"stateInstance"`
	ChatState     string     `json:"chatState"`
	QuotaData     *quotaData `json:"quotaData"`

	// of the polling mode, which wraps the same delivery
	ReceiptID number          `json:"receiptId"`
	Body      json.RawMessage `json:"body"`
}

type quotaData struct {
	Method string `json:"method"`
	Used   number `json:"used"`
	Total  number `json:"total"`
	Status string `json:"status"`
}

type messageData struct {
	Type string `json:"typeMessage"`
	Text struct {
		Text string `json:"textMessage"`
	} `json:"textMessageData"`
	Extended struct {
		Text     string `json:"text"`
		StanzaID string `json:"stanzaId"`
	} `json:"extendedTextMessageData"`
	Quoted struct {
		StanzaID string `json:"stanzaId"`
	} `json:"quotedMessage"`
	File struct {
		URL      string `json:"downloadUrl"`
		Caption  string `json:"caption"`
		FileName string `json:"fileName"`
		MIME     string `json:"mimeType"`
	} `json:"fileMessageData"`
	Location struct {
		Name    string `json:"nameLocation"`
		Address string `json:"address"`
		Lat     number `json:"latitude"`
		Lng     number `json:"longitude"`
	} `json:"locationMessageData"`
	Contact  card `json:"contactMessageData"`
	Contacts struct {
		All []card `json:"contacts"`
	} `json:"messageData"`
	TemplateReply    tap `json:"templateButtonReplyMessage"`
	InteractiveReply tap `json:"interactiveButtonsResponse"`
	ButtonsReply     tap `json:"buttonsResponseMessage"`
	ListReply        struct {
		StanzaID string          `json:"stanzaId"`
		Title    string          `json:"title"`
		Selected json.RawMessage `json:"singleSelectReply"` // a string, or an object with selectedRowId
	} `json:"listResponseMessage"`
	Edited struct {
		Text     string `json:"textMessage"`
		Caption  string `json:"caption"`
		StanzaID string `json:"stanzaId"`
	} `json:"editedMessageData"`
	Deleted struct {
		StanzaID string `json:"stanzaId"`
	} `json:"deletedMessageData"`
}

type card struct {
	Name  string `json:"displayName"`
	VCard string `json:"vcard"`
}

// tap is a pressed button; the older and the newer clients spell it differently.
type tap struct {
	StanzaID    string `json:"stanzaId"`
	ID          string `json:"selectedId"`
	Text        string `json:"selectedDisplayText"`
	Index       number `json:"selectedIndex"`
	ButtonID    string `json:"selectedButtonId"`
	ButtonTitle string `json:"selectedButtonText"`
}

// number takes whatever stands there, in quotes or not: one that is none must not
// keep the rest from being read.
type number string

// UnmarshalJSON never fails.
func (n *number) UnmarshalJSON(b []byte) error {
	*n = number(strings.Trim(string(b), `"`))
	return nil
}

func (n number) degrees(bound float64) (float64, bool) {
	f, err := strconv.ParseFloat(string(n), 64)
	return f, err == nil && math.Abs(f) <= bound // which NaN is not
}

// instant reads unix seconds, leniently: a fraction is dropped, milliseconds are recognised.
func instant(n number) (time.Time, bool) {
	f, err := strconv.ParseFloat(string(n), 64)
	if err != nil || f <= 0 || f > 1e15 {
		return time.Time{}, false
	}
	if f > 1e11 {
		return time.UnixMilli(int64(f)).UTC(), true
	}
	return time.Unix(int64(f), 0).UTC(), true
}
