package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// hands is how many calls are under way at once: as many as one process makes.
const hands = 8

// rate does a thing n times, several at once, and tells how many were done in a second.
func rate(ctx context.Context, n int, do func(ctx context.Context, i int) error) (float64, error) {
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, hands)
	began := time.Now()
	for range hands {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(ctx, i); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	select {
	case err := <-failed:
		return 0, err
	default:
		return float64(n) / took.Seconds(), nil
	}
}

// race measures ours and the plain thing in turn, so that what else the machine does falls on
// both, and gives the medians of both rates and of their ratios.
func race(ctx context.Context, rounds, n int, ours, plain func(ctx context.Context, i int) error) (our, other, ratio float64, err error) {
	var a, b, r []float64
	for round := range rounds {
		x, err := rate(ctx, n, func(ctx context.Context, i int) error { return ours(ctx, round*n+i) })
		if err != nil {
			return 0, 0, 0, err
		}
		y, err := rate(ctx, n, func(ctx context.Context, i int) error { return plain(ctx, round*n+i) })
		if err != nil {
			return 0, 0, 0, err
		}
		a, b, r = append(a, x), append(b, y), append(r, x/y)
	}
	return middle(a), middle(b), middle(r), nil
}

func middle(list []float64) float64 { return part(list, 0.5) }

// part is the value below which a part of the list lies.
func part[T float64 | time.Duration](list []T, p float64) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}
