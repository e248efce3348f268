package greenapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/event"
)

// incoming is a delivery from a customer with the given messageData.
func incoming(messageData string) string {
	return `{"typeWebhook":"incomingMessageReceived","instanceData":{"idInstance":1100000001},"timestamp":1772359200,"idMessage":"A1",
		"senderData":{"chatId":"972000000001@c.us","sender":"972000000001@c.us","senderName":"דנה"},"messageData":` + messageData + `}`
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		action greenapi.Action
	}{
		"empty body":          {``, greenapi.Broken},
		"no json":             {`{"typeWebhook":`, greenapi.Broken},
		"null":                {`null`, greenapi.Foreign},
		"a list":              {`[1]`, greenapi.Foreign},
		"no instance":         {`{"typeWebhook":"incomingMessageReceived"}`, greenapi.Foreign},
		"another's":           {strings.Replace(incoming(`{}`), "1100000001", "1100000002", 1), greenapi.Foreign},
		"instance in quotes":  {strings.Replace(incoming(`{"typeMessage":"textMessage","textMessageData":{"textMessage":"a"}}`), "1100000001", `"1100000001"`, 1), greenapi.Publish},
		"a status broadcast":  {strings.ReplaceAll(incoming(`{}`), "972000000001@c.us", "status@broadcast"), greenapi.Ignore},
		"a bare number":       {strings.ReplaceAll(incoming(`{}`), "972000000001@c.us", "972000000001"), greenapi.Ignore},
		"no chat":             {strings.ReplaceAll(incoming(`{}`), "972000000001@c.us", ""), greenapi.Ignore},
		"chat of wrong type":  {`{"typeWebhook":"incomingMessageReceived","instanceData":{"idInstance":1100000001},"senderData":{"chatId":7}}`, greenapi.Ignore},
		"status of a group":   {`{"typeWebhook":"outgoingMessageStatus","instanceData":{"idInstance":1100000001},"idMessage":"A","status":"sent","chatId":"1-2@g.us"}`, greenapi.Ignore},
		"status without word": {`{"typeWebhook":"outgoingMessageStatus","instanceData":{"idInstance":1100000001},"idMessage":"A","chatId":"1@c.us"}`, greenapi.Ignore},
		"no type of message":  {incoming(`{}`), greenapi.Ignore},
	} {
		t.Run(name, func(t *testing.T) {
			_, v := greenapi.Parse([]byte(c.body), instance, received)
			require.Equal(t, c.action, v.Action)
		})
	}
}

func TestShapesBesideTheCorpus(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want event.Message
	}{
		"text that is missing": {`{"typeMessage":"textMessage","textMessageData":{}}`, event.Message{Kind: event.KindUnreadable, Detail: "empty"}},
		"marker with more":     {`{"typeMessage":"extendedTextMessage","extendedTextMessageData":{"text":" {{SWE999}} x"}}`, event.Message{Kind: event.KindUnreadable, Detail: "SWE999"}},
		"text with controls":   {`{"typeMessage":"textMessage","textMessageData":{"textMessage":"a\u0000b\u202ec\u200f\nd"}}`, event.Message{Kind: event.KindText, Text: "abc\u200f\nd"}},
		"fields of odd types":  {`{"typeMessage":"textMessage","quotedMessage":"x","fileMessageData":[],"textMessageData":{"textMessage":"a"}}`, event.Message{Kind: event.KindText, Text: "a"}},
		"quoting with media": {`{"typeMessage":"imageMessage","quotedMessage":{"stanzaId":"Q"},"fileMessageData":{"downloadUrl":"https://h/1.jpg","mimeType":"IMAGE/PNG","fileName":"1.jpg"}}`,
			event.Message{Kind: event.KindMedia, Quoted: "Q", Media: []event.Media{{URL: "https://h/1.jpg", MIME: "image/png"}}}},
		"document": {`{"typeMessage":"documentMessage","fileMessageData":{"downloadUrl":"https://h/1.pdf","mimeType":"application/pdf","fileName":"plan.pdf","caption":"see"}}`,
			event.Message{Kind: event.KindMedia, Text: "see", Media: []event.Media{{URL: "https://h/1.pdf", MIME: "application/pdf", FileName: "plan.pdf", Caption: "see"}}}},
		"media without type":      {`{"typeMessage":"audioMessage","fileMessageData":{"downloadUrl":"https://h/1"}}`, event.Message{Kind: event.KindMedia, Media: []event.Media{{URL: "https://h/1", MIME: "audio/ogg"}}}},
		"location without figure": {`{"typeMessage":"locationMessage","locationMessageData":{"latitude":"x","longitude":3}}`, event.Message{Kind: event.KindUnreadable, Detail: "location"}},
		"location off the globe":  {`{"typeMessage":"locationMessage","locationMessageData":{"latitude":91,"longitude":3}}`, event.Message{Kind: event.KindUnreadable, Detail: "location"}},
		"row as an object":        {`{"typeMessage":"listResponseMessage","listResponseMessage":{"title":"b","singleSelectReply":{"selectedRowId":"2"}}}`, event.Message{Kind: event.KindButton, ButtonID: "2", Text: "b"}},
		"tap with its place only": {`{"typeMessage":"interactiveButtonsResponse","interactiveButtonsResponse":{"selectedIndex":1}}`, event.Message{Kind: event.KindButton, Text: "2"}},
		"tap of nothing":          {`{"typeMessage":"interactiveButtonsResponse"}`, event.Message{Kind: event.KindUnreadable, Detail: "empty"}},
		"tap in older spelling":   {`{"typeMessage":"interactiveButtonsResponse","interactiveButtonsResponse":{"selectedButtonId":"7","selectedButtonText":"t"}}`, event.Message{Kind: event.KindButton, ButtonID: "7", Text: "t"}},
		"contact": {`{"typeMessage":"contactMessage","contactMessageData":{"displayName":"רמי","vcard":"BEGIN:VCARD\nTEL;waid=972000000002:+972\nEND:VCARD"}}`,
			event.Message{Kind: event.KindContact, Contacts: []event.Contact{{Name: "רמי", Phone: "972000000002"}}}},
		"two contacts": {`{"typeMessage":"contactsArrayMessage","messageData":{"contacts":[{"displayName":"a"},{"displayName":"b"}]}}`,
			event.Message{Kind: event.KindContact, Contacts: []event.Contact{{Name: "a"}, {Name: "b"}}}},
		"deleted":        {`{"typeMessage":"deletedMessage","deletedMessageData":{"stanzaId":"E"}}`, event.Message{Kind: event.KindDelete, Edits: "E"}},
		"edited caption": {`{"typeMessage":"editedMessage","editedMessageData":{"caption":"new","stanzaId":"E"}}`, event.Message{Kind: event.KindEdit, Text: "new", Edits: "E"}},
	} {
		t.Run(name, func(t *testing.T) {
			m, v := greenapi.Parse([]byte(incoming(c.data)), instance, received)
			require.Equal(t, greenapi.Publish, v.Action, v.Reason)
			want := c.want
			want.ID, want.ReceivedAt, want.SentAt = m.ID, m.ReceivedAt, m.SentAt
			if want.Kind == event.KindUnreadable {
				want.Readable = event.MessageID(instance, "972000000001@c.us", "A1", "", false)
			}
			want.Chat, want.Sender, want.SenderName, want.ProviderID = "972000000001@c.us", "972000000001@c.us", "דנה", "A1"
			require.Equal(t, want, m)
		})
	}
}

func TestWhatIsTheSame(t *testing.T) {
	id := func(body string) string {
		m, v := greenapi.Parse([]byte(body), instance, received)
		require.Equal(t, greenapi.Publish, v.Action)
		return m.ID
	}
	text := incoming(`{"typeMessage":"textMessage","textMessageData":{"textMessage":"שלום"}}`)
	require.Equal(t, id(text), id(strings.Replace(text, "1772359200", "1772359299", 1)), "a second delivery")
	require.Equal(t, id(text), event.MessageID(instance, "972000000001@c.us", "A1", "", false))
	require.NotEqual(t, id(text), id(strings.Replace(text, "A1", "A2", 1)))
	require.NotEqual(t, id(text), id(strings.Replace(text, "שלום", "{{SWE001}}", 1)), "a marker leaves the id to the text that may follow")

	call := `{"typeWebhook":"incomingCall","instanceData":{"idInstance":1100000001},"idMessage":"C","from":"1@c.us","status":"offer"}`
	require.NotEqual(t, id(call), id(strings.Replace(call, "offer", "hangUp", 1)), "a call's steps share their id")

	anonymous := strings.Replace(text, `"A1"`, `""`, 1)
	require.Equal(t, id(anonymous), id(anonymous))
	require.NotEqual(t, id(anonymous), id(strings.Replace(anonymous, "שלום", "היי", 1)))
}

func TestLargeAndLong(t *testing.T) {
	long, err := json.Marshal(strings.Repeat("א", 60000))
	require.NoError(t, err)
	m, v := greenapi.Parse([]byte(incoming(`{"typeMessage":"textMessage","textMessageData":{"textMessage":`+string(long)+`}}`)), instance, received)
	require.Equal(t, greenapi.Publish, v.Action)
	require.Len(t, []rune(m.Text), 60000)

	m, v = greenapi.Parse([]byte("{"+strings.Repeat("x", 5<<20)), instance, received)
	require.Equal(t, greenapi.Broken, v.Action)
	require.Len(t, m.Raw, event.MaxRaw)
}

func BenchmarkParse(b *testing.B) {
	body := payload(b, "incoming__textMessage.json")
	b.ReportAllocs()
	for b.Loop() {
		if _, v := greenapi.Parse(body, instance, received); v.Action != greenapi.Publish {
			b.Fatal(v)
		}
	}
}
