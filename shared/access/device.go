package access

import "strings"

// What browsers and systems put into a user agent, the more particular first: most browsers also
// say that they are Chrome or Safari, and Android says that it is Linux.
var (
	browsers = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"OPT/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"DuckDuckGo/", "DuckDuckGo"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
	}
)

// Device names the browser and the system of a user agent, such as "Chrome · Android", so that
// people know their own sign-ins from a stranger's. It says nothing but words of ours; empty when
// neither is known.
func Device(userAgent string) string {
	browser, system := named(userAgent, browsers), named(userAgent, systems)
	if browser == "" || system == "" {
		return browser + system
	}
	return browser + " · " + system
}

func named(userAgent string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(userAgent, m[0]) {
			return m[1]
		}
	}
	return ""
}
