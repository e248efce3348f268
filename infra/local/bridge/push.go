package bridge

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
)

// envelope is a wrapped push; the service writes ids and times in both spellings.
type envelope struct {
	Subscription string  `json:"subscription"`
	Message      wrapped `json:"message"`
	Attempt      int     `json:"deliveryAttempt"`
}

type wrapped struct {
	Data         []byte            `json:"data"`
	Attributes   map[string]string `json:"attributes,omitempty"`
	MessageID    string            `json:"messageId"`
	MessageIDOld string            `json:"message_id"`
	PublishTime  string            `json:"publishTime"`
	PublishedOld string            `json:"publish_time"`
	OrderingKey  string            `json:"orderingKey,omitempty"`
}

// push posts the message once and reports whether it was acknowledged.
func (s *subscription) push(ctx context.Context, m *message) bool {
	published := m.published.UTC().Format(time.RFC3339Nano)
	body, err := json.Marshal(envelope{s.Name, wrapped{
		Data: m.data, Attributes: m.attributes, MessageID: m.id, MessageIDOld: m.id,
		PublishTime: published, PublishedOld: published, OrderingKey: m.key,
	}, m.attempt})
	if err != nil {
		return false // bytes and strings always encode
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Endpoint, bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "CloudPubSub-Google")
	request.Header.Set("Authorization", "Bearer "+s.bridge.options.Identity.Mint(s.Caller, s.Endpoint, time.Now()))
	response, err := s.bridge.client.Do(request)
	if err != nil {
		return false
	}
	// An unread body would cost the connection.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	_ = response.Body.Close()
	switch response.StatusCode {
	case http.StatusProcessing, http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent:
		return true
	}
	return false
}

// bury copies a message that nobody takes to the topic's dead-letter topic.
func (s *subscription) bury(ctx context.Context, m *message) error {
	project, name := ShortName(s.Name)
	attributes := map[string]string{}
	maps.Copy(attributes, m.attributes)
	attributes["CloudPubSubDeadLetterSourceDeliveryCount"] = strconv.Itoa(m.attempt)
	attributes["CloudPubSubDeadLetterSourceSubscription"] = name
	attributes["CloudPubSubDeadLetterSourceSubscriptionProject"] = project
	attributes["CloudPubSubDeadLetterSourceTopicPublishTime"] = m.published.UTC().Format(time.RFC3339Nano)
	return s.bridge.options.Dead(ctx, s.Topic+"-dead", &pubsubpb.PubsubMessage{Data: m.data, Attributes: attributes, OrderingKey: m.key})
}

// ShortName takes project and name out of projects/p/subscriptions/s.
func ShortName(resource string) (project, name string) {
	if parts := strings.Split(resource, "/"); len(parts) == 4 {
		return parts[1], parts[3]
	}
	return "", resource
}
