package admin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
)

// ErrNoOwner says that nobody could ever sign in.
var ErrNoOwner = errors.New("ADMIN_BOOTSTRAP_PASSWORD is missing: there is no admin yet; set it to the first owner's password")

// MakePassword is a password for a first owner who was given none.
func MakePassword() string { return rand.Text()[:12] }

// EnsureOwner makes the first owner when there is no admin at all, and reports whether it
// did. Two instances that start at once make one; without a password it is ErrNoOwner.
func EnsureOwner(ctx context.Context, accounts Accounts, password string, cost int, now time.Time) (made bool, err error) {
	has, err := accounts.HasAdmins(ctx)
	if err != nil || has {
		return false, err
	}
	if password == "" {
		return false, ErrNoOwner
	}
	if cost == 0 {
		cost = DefaultPasswordCost
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		return false, fmt.Errorf("ADMIN_BOOTSTRAP_PASSWORD: %w", err)
	}
	err = accounts.SaveAdmin(ctx, &access.Admin{
		User: access.FirstOwner, Role: access.Owner, PasswordHash: string(hash), MustChange: true, CreatedAt: now.UTC(),
	})
	if fault.KindOf(err) == fault.Conflict {
		return false, nil
	}
	return err == nil, err
}
