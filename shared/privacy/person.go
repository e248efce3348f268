package privacy

import (
	"context"
	"io"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// Person is one customer as we know them: every chat, record and lead of theirs.
type Person struct {
	Phone     phone.Number
	Chats     []string
	Customers []string // ids of the records that hold their consent
	Leads     []string // ids
	// ProChats are those of Chats that are a pro's too: a pro with needs of their own stays a pro.
	ProChats []string
}

// Unknown reports whether nothing is kept of this person.
func (p Person) Unknown() bool {
	return len(p.Chats) == 0 && len(p.Customers) == 0 && len(p.Leads) == 0
}

// File is everything that is kept of a person.
type File struct {
	MadeAt        time.Time                   `json:"made_at"`
	Phone         string                      `json:"phone"`
	Customers     []conversation.Customer     `json:"customers"`
	Conversations []conversation.Conversation `json:"conversations"`
	Leads         []lead.Lead                 `json:"leads"`
	Messages      []conversation.Message      `json:"messages"`
	Notices       []notice.Notice             `json:"notices"` // to this person; those to pros repeat what the leads say
	Decisions     []routing.Decision          `json:"decisions"`
	Pros          map[string]string           `json:"pros"` // names, by the ids in the leads
}

// Store is the truth as far as people can ask for it.
type Store interface {
	// Person gathers all that belongs to a number, or to chats that have none.
	Person(ctx context.Context, n phone.Number, chats ...string) (Person, error)
	// File reads everything that is kept of a person.
	File(ctx context.Context, p Person) (File, error)
	// Erase removes it, and gives how many of what. The chats of others in which something
	// about the person stood are given too. Done again, it removes what is left.
	Erase(ctx context.Context, p Person) (counts map[string]int, others []string, err error)
	// Owed reports whether something is still to go out to some chats.
	Owed(ctx context.Context, chats []string) (bool, error)
	// KeyedHash stands for a value in records that stay: nobody can find the value from it.
	KeyedHash(ctx context.Context, value string) (string, error)
}

// Leads reads what open leads are cancelled by.
type Leads interface {
	// Lead is a lead by its id; nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// Pro is a pro by id; fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
}

// Media keeps what customers sent.
type Media interface {
	// Delete removes every object whose name begins with the prefix; none is success.
	Delete(ctx context.Context, prefix string) error
}

// Cache keeps what was said last, for speed.
type Cache interface {
	// Drop forgets all of a chat.
	Drop(ctx context.Context, chat string) error
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
}

// Desk does what people can ask of us about their data.
type Desk struct {
	Store  Store
	Leads  Leads
	Media  Media
	Cache  Cache
	Commit Committer
}

// Reader opens an object of the media bucket.
type Reader func(ctx context.Context, object string) (io.ReadCloser, error)
