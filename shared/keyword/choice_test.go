package keyword_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/keyword"
)

func TestPlacesInAList(t *testing.T) {
	for text, want := range map[string]int{
		"2": 2, "השנייה": 2, "את השלישית בבקשה": 3, "האפשרות הראשונה": 1, "אני רוצה את השעה השנייה": 2, "the second one please": 2, "first": 1, "2nd": 2, "I'd like the third option": 3,
	} {
		n, ok := keyword.Place(text)
		require.True(t, ok, text)
		require.Equal(t, want, n, text)
	}
	for _, text := range []string{"", "שנייה", "שניה רגע", "שני", "ראשון", "חמש", "שתיים", "הדירה השנייה", "the second floor", "one", "first thing tomorrow", "הראשונה או השנייה"} {
		_, ok := keyword.Place(text)
		require.False(t, ok, text)
	}
	for text, want := range map[string]int{"שתיים": 2, "אחת": 1, "אפשרות אחת": 1, "two": 2, "option one": 1, "number two": 2, "1": 1} {
		n, ok := keyword.Choice(text)
		require.True(t, ok, text)
		require.Equal(t, want, n, text)
	}
	for _, text := range []string{"שתי דירות", "אחת ועשרים", "one more thing", "חמש בערב"} {
		_, ok := keyword.Choice(text)
		require.False(t, ok, text)
	}
}

func TestDeletionInASentence(t *testing.T) {
	for _, text := range []string{"שלום, אני רוצה למחוק את המידע שלי", "תמחקו את כל המידע שלי בבקשה", "please delete all my data", "I'd like you to delete my account"} {
		require.True(t, keyword.Is(text, keyword.DeleteMe), text)
	}
	for _, text := range []string{"don't delete my data", "אל תמחקו את המידע שלי", "למחוק כתמים מהקיר", "my data cable is broken"} {
		require.False(t, keyword.Is(text, keyword.DeleteMe), text)
	}
}
