// Package secrets reads values from Secret Manager.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

// readLimit bounds one reading, its connection included.
const readLimit = 10 * time.Second

// Read gives the value of projects/p/secrets/s/versions/v. Values are read once, at
// the start, so the connection is not kept. Emulator is host:port of a stand-in, or empty.
func Read(ctx context.Context, emulator, name string) (value string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	var opts []option.ClientOption
	if emulator != "" {
		opts = append(opts, option.WithEndpoint(emulator), option.WithoutAuthentication(),
			option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	}
	client, err := secretmanager.NewClient(ctx, opts...)
	if err != nil {
		return "", fmt.Errorf("open secret manager: %w", err)
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	answer, err := client.AccessSecretVersion(ctx, &secretmanagerpb.AccessSecretVersionRequest{Name: name})
	if err != nil {
		return "", fmt.Errorf("read secret: %s", status.Code(err)) // the rest of the text is long and says no more
	}
	data := answer.GetPayload().GetData()
	if want := answer.GetPayload().DataCrc32C; want != nil && *want != int64(crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))) {
		return "", errors.New("read secret: what came is not what was sent")
	}
	return string(data), nil
}
