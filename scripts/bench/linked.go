package main

import (
	"context"

	"github.com/proli/proli/infra/whatsapp/greenapi"
)

// linked is an account that sends.
type linked struct{}

func (linked) State(context.Context) (string, error) { return "authorized", nil }
func (linked) QR(context.Context) (greenapi.QR, error) {
	return greenapi.QR{Type: "alreadyLogged"}, nil
}
