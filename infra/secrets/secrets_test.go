package secrets_test

import (
	"context"
	"hash/crc32"
	"net"
	"testing"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/proli/proli/infra/secrets"
)

// vault holds one secret, and one that is damaged on its way.
type vault struct {
	secretmanagerpb.UnimplementedSecretManagerServiceServer
}

func (vault) AccessSecretVersion(_ context.Context, r *secretmanagerpb.AccessSecretVersionRequest) (*secretmanagerpb.AccessSecretVersionResponse, error) {
	sum := int64(crc32.Checksum([]byte("value"), crc32.MakeTable(crc32.Castagnoli)))
	switch r.Name {
	case "projects/p/secrets/good/versions/1":
	case "projects/p/secrets/damaged/versions/1":
		sum++
	default:
		return nil, status.Error(codes.NotFound, "no such secret")
	}
	return &secretmanagerpb.AccessSecretVersionResponse{Payload: &secretmanagerpb.SecretPayload{Data: []byte("value"), DataCrc32C: &sum}}, nil
}

func TestRead(t *testing.T) {
	server := grpc.NewServer()
	secretmanagerpb.RegisterSecretManagerServiceServer(server, vault{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(server.Stop)
	for name, want := range map[string]struct{ value, problem string }{
		"projects/p/secrets/good/versions/1":    {"value", ""},
		"projects/p/secrets/damaged/versions/1": {"", "not what was sent"},
		"projects/p/secrets/other/versions/1":   {"", "NotFound"},
	} {
		got, err := secrets.Read(t.Context(), l.Addr().String(), name)
		require.Equal(t, want.value, got)
		if want.problem == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want.problem)
	}
}
