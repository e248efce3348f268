package greenapi

import (
	"encoding/json"
	"mime"
	"regexp"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/event"
)

// incoming reads what a person sent. What they meant for us but cannot be read
// is published as unreadable, so that they can be asked for it again.
func (p *parser) incoming() Verdict {
	m := &p.MessageData
	p.message.Quoted = limit(firstOf(m.Quoted.StanzaID, m.Extended.StanzaID), maxID)
	switch m.Type {
	case "textMessage":
		return p.text(event.KindText, m.Text.Text)
	case "extendedTextMessage", "quotedMessage":
		return p.text(event.KindText, firstOf(m.Extended.Text, m.Text.Text))
	case "imageMessage":
		return p.media("image/jpeg")
	case "videoMessage":
		return p.media("video/mp4")
	case "audioMessage":
		return p.media("audio/ogg")
	case "documentMessage":
		p.message.Media = []event.Media{{FileName: limit(clean(m.File.FileName), maxName)}} // only here it is the sender's own
		return p.media("application/octet-stream")
	case "locationMessage":
		return p.location()
	case "contactMessage":
		return p.contacts(m.Contact)
	case "contactsArrayMessage":
		return p.contacts(m.Contacts.All...)
	case "templateButtonsReplyMessage", "templateButtonReplyMessage":
		return p.tap(m.TemplateReply)
	case "interactiveButtonsResponse":
		return p.tap(m.InteractiveReply)
	case "buttonsResponseMessage":
		return p.tap(m.ButtonsReply)
	case "listResponseMessage":
		return p.tap(tap{StanzaID: m.ListReply.StanzaID, ID: selectedRow(m.ListReply.Selected), Text: m.ListReply.Title})
	case "editedMessage":
		p.message.Edits = limit(m.Edited.StanzaID, maxID)
		return p.text(event.KindEdit, firstOf(m.Edited.Text, m.Edited.Caption))
	case "deletedMessage":
		p.message.Edits = limit(m.Deleted.StanzaID, maxID)
		return p.as(event.KindDelete, false)
	case "interactiveButtons", "interactiveButtonsReply", "buttonsMessage", "templateMessage", "listMessage":
		return ignore("menu") // from another bot: to answer would be to begin a loop
	case "stickerMessage", "reactionMessage", "pollMessage", "pollUpdateMessage", "groupInviteMessage":
		return ignore(m.Type)
	}
	return ignore("unknown_type:" + word(m.Type))
}

// marker is what the provider puts where it could not read something.
var marker = regexp.MustCompile(`^\s*\{\{(SWE\d{3})\}\}`)

func (p *parser) text(kind event.Kind, text string) Verdict {
	if found := marker.FindStringSubmatch(text); found != nil {
		return p.unreadable(found[1])
	}
	p.message.Text = limit(clean(text), maxText)
	if strings.TrimSpace(p.message.Text) == "" {
		return p.unreadable("empty")
	}
	return p.as(kind, false)
}

func (p *parser) unreadable(detail string) Verdict {
	p.message.Text, p.message.Media, p.message.Detail = "", nil, detail
	return p.as(event.KindUnreadable, true)
}

func (p *parser) media(usual string) Verdict {
	f := p.MessageData.File
	for _, s := range []string{f.URL, f.Caption} {
		if found := marker.FindStringSubmatch(s); found != nil {
			return p.unreadable(found[1])
		}
	}
	kind, _, err := mime.ParseMediaType(f.MIME)
	if err != nil {
		kind = usual
	}
	media := event.Media{URL: address(f.URL), MIME: kind, Caption: limit(clean(f.Caption), maxText)}
	if len(p.message.Media) > 0 {
		media.FileName = p.message.Media[0].FileName
	}
	p.message.Media, p.message.Text = []event.Media{media}, media.Caption
	return p.as(event.KindMedia, false)
}

// maxAddress bounds a link, in bytes: a longer one leads nowhere, and is asked for again.
const maxAddress = 4096

func address(link string) string {
	link = strings.TrimSpace(link)
	if len(link) > maxAddress {
		return ""
	}
	return link
}

func (p *parser) location() Verdict {
	l := p.MessageData.Location
	lat, okLat := l.Lat.degrees(90)
	lng, okLng := l.Lng.degrees(180)
	if !okLat || !okLng {
		return p.unreadable("location")
	}
	p.message.Location = &event.Location{Lat: lat, Lng: lng, Name: limit(clean(l.Name), maxDetail), Address: limit(clean(l.Address), maxDetail)}
	return p.as(event.KindLocation, false)
}

var whatsappID = regexp.MustCompile(`waid=(\d{8,15})`)

func (p *parser) contacts(cards ...card) Verdict {
	for _, c := range cards[:min(len(cards), maxContacts)] {
		contact := event.Contact{Name: limit(clean(c.Name), maxName)}
		if found := whatsappID.FindStringSubmatch(c.VCard); found != nil {
			contact.Phone = found[1]
		}
		p.message.Contacts = append(p.message.Contacts, contact)
	}
	return p.as(event.KindContact, false)
}

// tap reads a pressed button. Its id may be empty, and then its title; the place
// in the menu is what a person would have typed instead.
func (p *parser) tap(t tap) Verdict {
	p.message.ButtonID = limit(clean(firstOf(t.ID, t.ButtonID)), maxID)
	p.message.Text = limit(clean(firstOf(t.Text, t.ButtonTitle)), maxDetail)
	if t.StanzaID != "" {
		p.message.Quoted = limit(t.StanzaID, maxID)
	}
	if p.message.ButtonID == "" && p.message.Text == "" {
		index, err := strconv.Atoi(string(t.Index))
		if err != nil || index < 0 {
			return p.unreadable("empty")
		}
		p.message.Text = strconv.Itoa(index + 1)
	}
	return p.as(event.KindButton, false)
}

func selectedRow(selected json.RawMessage) string {
	var id string
	if json.Unmarshal(selected, &id) == nil {
		return id
	}
	var object struct {
		ID string `json:"selectedRowId"`
	}
	_ = json.Unmarshal(selected, &object) // neither form: the title decides
	return object.ID
}
