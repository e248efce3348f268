package change

import "github.com/proli/proli/shared/pro"

// ProWrite is a pro as it is to stand, matched at its Version, which the commit raises; 0 is a
// new one. The limits that its calendar keeps follow in the same transaction.
type ProWrite struct {
	Pro *pro.Pro
	// Calendar is the version of its calendar that was looked at, which must still be the one: so
	// nobody gets an hour between the look and the change. 0 does not ask.
	Calendar int64
	Remove   bool // a request to join that was refused: nothing of it is kept
}
