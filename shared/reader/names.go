package reader

import "github.com/proli/proli/shared/reader/words"

// FirstName reports whether a word is a common first name.
func FirstName(word string) bool { return firstNames()[words.Fold(word)] }
