package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

// TestPhoneBehindNumbers: what stands before a number, or after it, is no part of it.
func TestPhoneBehindNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"הרצל 5 דירה 12 0501234567": "972501234567", "דירה 12 050-123-4567": "972501234567", "הרצל 5 050 123 4567": "972501234567", "3 12 0501234567": "972501234567", "דירה 12 03-1234567": "97231234567", "דירה 12 +972501234567": "972501234567", "0501234567 12": "972501234567", "12 0501234567 3": "972501234567", "1 2 3 4 5 6 7 8 0501234567": "972501234567", "5 12 972501234567": "972501234567",
		"050 123 4567": "972501234567", "12 10 2026 14": "", "1234 5678 9012 3456": "", "12 34 56 78": "", "+44 20 7946 0958": "",
	} {
		require.Equal(t, want, reader.Read(text, sunday).Phone, text)
	}
	require.Equal(t, reader.Address{Street: "הרצל", Number: "5", Apartment: "12"}, reader.Read("הרצל 5 דירה 12 0501234567", sunday).Address)
}
