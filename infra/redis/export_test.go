package redis

// Open is New with who gives the tokens.
var Open = open
