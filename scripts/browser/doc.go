// Package browser holds the tests that look at the dashboard in Chromium: pictures of every
// page, what axe-core says of every page, and the journeys that an operator makes each day.
package browser
