// Package demo is the seed data of a development system: ten pros of all trades in five cities.
package demo

import (
	"bytes"
	_ "embed" // the data

	"github.com/proli/proli/shared/pro"
)

//go:embed pros.json
var data []byte

// Pros reads the seed data.
func Pros() ([]pro.Pro, error) { return pro.ReadSeed(bytes.NewReader(data)) }
