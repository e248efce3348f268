package notice

import (
	"math"
	"time"
)

// Where and how deep the sun has to be for a closing day to be over.
const (
	nightLat   = 32.0853 // Tel Aviv
	nightLng   = 34.7818
	nightDepth = 8.5 // degrees below the horizon
)

// Nightfall is when the sun stands 8.5° below Tel Aviv's horizon on the evening of day's
// date, rounded up to the minute.
func Nightfall(day time.Time) time.Time {
	y, m, d := day.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	at := midnight.Add(16 * time.Hour) // near enough to converge from, in every season
	for range 3 {
		declination, equation := sun(at)
		lat := radians(nightLat)
		cos := (math.Sin(radians(-nightDepth)) - math.Sin(lat)*math.Sin(declination)) /
			(math.Cos(lat) * math.Cos(declination))
		minutes := 720 - 4*nightLng - equation + 4*degrees(math.Acos(cos))
		at = midnight.Add(time.Duration(minutes * float64(time.Minute)))
	}
	if up := at.Truncate(time.Minute); up.Before(at) {
		return up.Add(time.Minute)
	}
	return at
}

// sun is the declination in radians and the equation of time in minutes, after Meeus
// (Astronomical Algorithms, chapters 25 and 28, low accuracy: about a second of time).
func sun(at time.Time) (declination, equation float64) {
	century := (float64(at.Unix())/86400 + 2440587.5 - 2451545) / 36525
	longitude := math.Mod(280.46646+century*(36000.76983+century*0.0003032), 360)
	anomaly := radians(357.52911 + century*(35999.05029-0.0001537*century))
	eccentricity := 0.016708634 - century*(0.000042037+0.0000001267*century)
	centre := math.Sin(anomaly)*(1.914602-century*(0.004817+0.000014*century)) +
		math.Sin(2*anomaly)*(0.019993-0.000101*century) + math.Sin(3*anomaly)*0.000289
	node := radians(125.04 - 1934.136*century)
	apparent := radians(longitude + centre - 0.00569 - 0.00478*math.Sin(node))
	tilt := radians(23.439291 - century*(0.0130042+century*(0.00000016-century*0.000000504)) + 0.00256*math.Cos(node))
	mean := radians(longitude)

	y := math.Pow(math.Tan(tilt/2), 2)
	equation = 4 * degrees(y*math.Sin(2*mean)-2*eccentricity*math.Sin(anomaly)+
		4*eccentricity*y*math.Sin(anomaly)*math.Cos(2*mean)-
		0.5*y*y*math.Sin(4*mean)-1.25*eccentricity*eccentricity*math.Sin(2*anomaly))
	return math.Asin(math.Sin(tilt) * math.Sin(apparent)), equation
}

func radians(deg float64) float64 { return deg * math.Pi / 180 }
func degrees(rad float64) float64 { return rad * 180 / math.Pi }
