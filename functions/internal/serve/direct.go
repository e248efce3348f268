package serve

import (
	"net/http"
	"strconv"
	"time"
)

// decodeTask reads a call by Cloud Tasks: the body is what was scheduled.
func decodeTask(r *http.Request, body []byte) (Delivery, error) {
	d := Delivery{Data: body, MessageID: r.Header.Get("X-CloudTasks-TaskName")}
	if retries, err := strconv.Atoi(r.Header.Get("X-CloudTasks-TaskRetryCount")); err == nil {
		d.Attempt = retries + 1
	}
	if due, err := strconv.ParseFloat(r.Header.Get("X-CloudTasks-TaskETA"), 64); err == nil {
		d.PublishTime = time.UnixMilli(int64(due * 1000)).UTC()
	}
	return d, nil
}

// decodeJob reads a call by Cloud Scheduler: the body names the work where a function has several.
func decodeJob(r *http.Request, body []byte) (Delivery, error) {
	d := Delivery{Data: body, MessageID: r.Header.Get("X-CloudScheduler-JobName")}
	if due, err := time.Parse(time.RFC3339Nano, r.Header.Get("X-CloudScheduler-ScheduleTime")); err == nil {
		d.PublishTime = due.UTC()
	}
	return d, nil
}
