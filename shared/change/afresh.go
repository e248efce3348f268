package change

import "github.com/proli/proli/shared/fault"

// Afresh does something that reads, thinks and commits, and does it again, so many times at
// most, whenever somebody else moved first. What is still a conflict then is one for the caller.
func Afresh[R any](times int, do func() (R, error)) (result R, err error) {
	for range times {
		if result, err = do(); fault.KindOf(err) != fault.Conflict {
			break
		}
	}
	return result, err
}
