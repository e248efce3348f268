package pro

// Figures are what a pro has done, in all and since a moment; sums are whole shekels, of the
// jobs whose price was told.
type Figures struct {
	Done, DoneSince       int
	Charged, ChargedSince int
	CancelledSince        int
}
