package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/setting"
)

// Business are the terms of the house; without any, the defaults hold.
func (db *DB) Business(ctx context.Context) (setting.Business, error) {
	var b setting.Business
	return b, db.setting(ctx, "business", &b)
}

// SaveBusiness writes them on condition of the version read; otherwise it is a conflict.
func (db *DB) SaveBusiness(ctx context.Context, b setting.Business) error {
	return db.saveSetting(ctx, "business", b.Version, b)
}

// Limits are on what a customer's chat may cost; without any, the defaults hold.
func (db *DB) Limits(ctx context.Context) (setting.Limits, error) {
	var l setting.Limits
	return l, db.setting(ctx, "limits", &l)
}

// SaveLimits writes them on condition of the version read; otherwise it is a conflict.
func (db *DB) SaveLimits(ctx context.Context, l setting.Limits) error {
	return db.saveSetting(ctx, "limits", l.Version, l)
}

// SaveSending writes the settings of the one door out on condition of the version read.
func (db *DB) SaveSending(ctx context.Context, s notice.Settings) error {
	return db.saveSetting(ctx, "sending", s.Version, s)
}

// saveSetting replaces a document of settings that is at a version, and raises it.
func (db *DB) saveSetting(ctx context.Context, id string, version int64, document any) error {
	fields, err := fieldsOf(document)
	if err != nil {
		return err
	}
	delete(fields, "version")
	filter := bson.M{"_id": id, "version": version}
	if version == 0 { // never written by an admin, or not there at all
		filter["version"] = bson.M{"$in": bson.A{0, nil}}
	}
	r, err := db.Collection(Settings).UpdateOne(ctx, filter,
		bson.M{"$set": fields, "$inc": bson.M{"version": int64(1)}}, options.UpdateOne().SetUpsert(version == 0))
	if mongo.IsDuplicateKeyError(err) || err == nil && r.MatchedCount+r.UpsertedCount == 0 {
		return fault.New(fault.Conflict, "mongo.saveSetting "+id, "changed meanwhile")
	}
	return wrap("mongo.saveSetting "+id, err)
}

// JobsOff are the jobs that an admin has switched off.
func (db *DB) JobsOff(ctx context.Context) (map[string]bool, error) {
	var jobs struct {
		Off map[string]bool `json:"off"`
	}
	err := db.setting(ctx, "jobs", &jobs)
	return jobs.Off, err
}

// SwitchJob switches a job off or on; doing it twice is doing it once.
func (db *DB) SwitchJob(ctx context.Context, job string, off bool) error {
	_, err := db.Collection(Settings).UpdateOne(ctx, bson.M{"_id": "jobs"},
		bson.M{"$set": bson.M{"off." + job: off}}, options.UpdateOne().SetUpsert(true))
	return wrap("mongo.SwitchJob "+job, err)
}

// JobRun is a finished run of a job.
type JobRun struct {
	Job   string    `json:"job"`
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	Did   int       `json:"did"`
}

// LastRuns are the newest runs of some jobs, by job.
func (db *DB) LastRuns(ctx context.Context, jobs []string) (map[string]JobRun, error) {
	last := map[string]JobRun{}
	for _, job := range jobs {
		found, err := all[JobRun](db.Collection(Runs).Find(ctx, bson.M{"job": job},
			options.Find().SetSort(bson.D{asc("job"), desc("began")}).SetLimit(1)))(ctx)
		if err != nil {
			return nil, wrap("mongo.LastRuns", err)
		}
		for _, run := range found {
			last[job] = run
		}
	}
	return last, nil
}
