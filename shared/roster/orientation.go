package roster

import "encoding/binary"

// orientation is how a camera was held, as EXIF tells it: 1 to 8, where 1 is upright. A file
// that says nothing, or nonsense, is upright.
func orientation(file []byte) int {
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		size := int(binary.BigEndian.Uint16(file[at+2:]))
		if size < 2 || at+2+size > len(file) || file[at+1] == 0xda {
			return 1
		}
		if part := file[at+4 : at+2+size]; file[at+1] == 0xe1 && len(part) > 6 && string(part[:6]) == "Exif\x00\x00" {
			return tag(part[6:])
		}
		at += 2 + size
	}
	return 1
}

// tag finds the orientation in the first directory of a TIFF header.
func tag(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	for n := int(order.Uint16(tiff[at:])); n > 0; n-- {
		entry := at + 2 + 12*(n-1)
		if entry+12 > len(tiff) || order.Uint16(tiff[entry:]) != 0x0112 {
			continue
		}
		if turned := int(order.Uint16(tiff[entry+8:])); turned >= 1 && turned <= 8 {
			return turned
		}
	}
	return 1
}

// upright is where in a square picture as it lies in its file the point stands that belongs to
// (x, y) of the upright one.
func upright(x, y, size, turned int) (u, v int) {
	last := size - 1
	switch turned {
	case 2:
		return last - x, y
	case 3:
		return last - x, last - y
	case 4:
		return x, last - y
	case 5:
		return y, x
	case 6:
		return y, last - x
	case 7:
		return last - y, last - x
	case 8:
		return last - y, x
	}
	return x, y
}
