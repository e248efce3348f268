package admin

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/roster"
)

const reviewsShown = 20

func decimal(v float64) string { return fmt.Sprintf("%.1f", v) }

type proPage struct {
	frame
	Pro     proRow
	Open    []leadRow
	Reviews []lead.Lead
	Hours   []dayHours
	Away    []awayDay
	Map     reachMap
	Photos  bool // pictures can be kept
}

// dayHours is a day of the template.
type dayHours struct{ Day, Hours string }

// awayDay is an exception that is still to come.
type awayDay struct {
	Date  time.Time
	Hours string
}

func (*proPage) template() string { return "pros_one" }
func (p *proPage) topics() []string {
	return []string{mongo.Pros + "/" + p.Pro.ID, mongo.Calendars + "/" + p.Pro.ID}
}

// Stars draws a rating of five.
func (p *proPage) Stars(n *int) string {
	given := min(max(*n, 0), 5)
	return strings.Repeat("★", given) + strings.Repeat("☆", 5-given)
}

// Acts is where an act on this pro goes.
func (p *proPage) Acts(act string) string { return p.Pro.Path() + "/" + act }

func (s *server) proOf(v *visit) (proRow, booking.Calendar, error) {
	id := v.PathValue("id")
	p, err := s.Truth.Pro(v.Context(), id)
	if err != nil {
		return proRow{}, booking.Calendar{}, err
	}
	c, err := s.Truth.Calendar(v.Context(), id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return proRow{}, c, err
	}
	return proRow{Pro: p, Load: c.Load("", v.now)}, c, nil
}

func (s *server) proOne(v *visit) (answer, error) {
	row, _, err := s.proOf(v)
	if err != nil {
		return answer{}, err
	}
	p := &proPage{Pro: row, Map: reachOf(row.Pro, v.lang), Photos: s.Photos != nil}
	var open []lead.Lead
	group, ctx := errgroup.WithContext(v.Context())
	group.Go(func() (err error) {
		open, err = s.Truth.OpenLeadsOf(ctx, row.ID, 60)
		return err
	})
	group.Go(func() (err error) {
		p.Reviews, err = s.Truth.ReviewsOf(ctx, row.ID, reviewsShown)
		return err
	})
	if err := group.Wait(); err != nil {
		return answer{}, err
	}
	for _, l := range open {
		p.Open = append(p.Open, leadRow{Lead: l})
	}
	draft := roster.DraftOf(row.Pro)
	for i, hours := range draft.Hours {
		p.Hours = append(p.Hours, dayHours{v.text("pros.day." + calendar.Days[i]), hours})
	}
	today := calendar.DateOf(v.now)
	for _, e := range row.Exceptions {
		if date, err := calendar.ParseDate(e.Date); err == nil && !date.Before(today) {
			noon, _ := calendar.LocalTime(date, 12*60)
			p.Away = append(p.Away, awayDay{noon, roster.SpansText(e.Hours)})
		}
	}
	return show(http.StatusOK, p), nil
}

func (s *server) proPhoto(v *visit) (answer, error) {
	row, _, err := s.proOf(v)
	if err != nil {
		return answer{}, err
	}
	if row.Photo == "" || s.Photos == nil {
		return answer{}, fault.New(fault.NotFound, "admin.photo", "no photo")
	}
	object, err := s.Photos.Get(v.Context(), row.Photo)
	if err != nil {
		return answer{}, err
	}
	return inline("image/jpeg", func(w io.Writer) error {
		defer func() { _ = object.Body.Close() }()
		_, err := io.Copy(w, object.Body)
		return err
	}), nil
}

// The acts on a pro. Each goes back to the pro's page and says what was done.

func (s *server) proApprove(v *visit) (answer, error) {
	id := v.PathValue("id")
	return s.proActed(v, "/pros/"+id, "pros.approved", s.roster().Approve(v.Context(), rosterAct(v, 0), id))
}

func (s *server) proRefuse(v *visit) (answer, error) {
	return s.proActed(v, "/pros", "pros.refused", s.roster().Refuse(v.Context(), rosterAct(v, 0), v.PathValue("id")))
}

func (s *server) proVacation(v *visit) (answer, error) {
	id, on := v.PathValue("id"), v.PostFormValue("on") == "yes"
	key := "pros.back"
	if on {
		key = "pros.away"
	}
	return s.proActed(v, "/pros/"+id, key, s.roster().Vacation(v.Context(), rosterAct(v, 0), id, on))
}

func (s *server) proDelete(v *visit) (answer, error) {
	return s.proActed(v, "/pros", "pros.deleted", s.roster().Delete(v.Context(), rosterAct(v, 0), v.PathValue("id")))
}

// proActed says what became of an act; somebody else who was faster is no failure.
func (s *server) proActed(v *visit, to, key string, err error) (answer, error) {
	switch fault.KindOf(err) {
	case "":
		return s.done(v, to, key), nil
	case fault.Conflict:
		return s.refused(v, "/pros/"+v.PathValue("id"), "pros.changed"), nil
	case fault.Invalid:
		s.fail(v, err)
		return s.refused(v, "/pros/"+v.PathValue("id"), "pros.incomplete"), nil
	}
	return answer{}, err
}

func (s *server) proUpload(v *visit) (answer, error) {
	id := v.PathValue("id")
	back := "/pros/" + id
	file, header, err := v.FormFile("photo")
	if err != nil || s.Photos == nil || header.Size == 0 {
		return s.refused(v, back, "pros.fault.photo.none"), nil
	}
	defer func() { _ = file.Close() }()
	body, err := io.ReadAll(io.LimitReader(file, roster.MaxPhoto+1))
	if err != nil {
		return s.refused(v, back, "pros.fault.photo.kind"), nil
	}
	wrong, err := s.roster().SetPhoto(v.Context(), s.Photos, rosterAct(v, 0), id, body)
	if err != nil {
		return s.proActed(v, back, "", err)
	}
	if len(wrong) > 0 {
		return s.refused(v, back, "pros.fault."+wrong[0].Key), nil
	}
	return s.done(v, back, "pros.photo.kept"), nil
}
