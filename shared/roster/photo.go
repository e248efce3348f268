package roster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // read by image.Decode
	"io"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/pro"
)

// What a photo may be.
const (
	MaxPhoto    = 8 << 20    // bytes
	maxPixels   = 50_000_000 // a phone's largest
	minSide     = 64
	photoSide   = 480 // pixels of what is kept
	photoPrefix = "profile/"
)

// Photos keeps pictures; see storage.Bucket.
type Photos interface {
	Put(ctx context.Context, object, mime string, r io.Reader, limit int64) error
}

// SetPhoto keeps a picture of a pro; a broken one changes nothing.
func (d *Desk) SetPhoto(ctx context.Context, photos Photos, a Act, id string, file []byte) ([]Problem, error) {
	small, wrong := Picture(file)
	if len(wrong) > 0 {
		return wrong, nil
	}
	sum := sha256.Sum256(small)
	object := photoPrefix + id + "/" + hex.EncodeToString(sum[:8]) + ".jpg"
	if _, err := d.open(ctx, a, id); err != nil {
		return nil, err
	}
	if err := photos.Put(ctx, object, "image/jpeg", bytes.NewReader(small), MaxPhoto); err != nil {
		return nil, err
	}
	_, err := d.change(ctx, a, "pros.photo", id, func(p *pro.Pro, _ *change.Set) error { p.Photo = object; return nil })
	return nil, err
}

// Picture is an uploaded file as it is kept: cut square, upright, small, without what the
// camera wrote into it (the place among it). What the file is is told by its bytes.
func Picture(file []byte) (small []byte, wrong []Problem) {
	refuse := func(key string) ([]byte, []Problem) { return nil, []Problem{{Field: "photo", Key: key}} }
	if len(file) > MaxPhoto {
		return refuse("photo.large")
	}
	config, kind, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil || kind != "jpeg" && kind != "png":
		return refuse("photo.kind")
	case config.Width > maxPixels/max(1, config.Height):
		return refuse("photo.large")
	case min(config.Width, config.Height) < minSide:
		return refuse("photo.small")
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return refuse("photo.kind")
	}
	var kept bytes.Buffer
	if err := jpeg.Encode(&kept, square(picture, orientation(file)), &jpeg.Options{Quality: 85}); err != nil {
		return refuse("photo.kind")
	}
	return kept.Bytes(), nil
}

// square is the middle of a picture, turned upright and made small: each pixel is the mean of
// those that it stands for.
func square(src image.Image, turned int) image.Image {
	b := src.Bounds()
	side := min(b.Dx(), b.Dy())
	left, top := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	size := min(side, photoSide)
	out := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			u, v := upright(x, y, size, turned)
			out.Set(x, y, mean(src, image.Rect(left+u*side/size, top+v*side/size, left+(u+1)*side/size, top+(v+1)*side/size)))
		}
	}
	return out
}

// mean is the colour of a part of a picture, of at most 8 by 8 of its pixels, on white.
func mean(src image.Image, part image.Rectangle) color.Color {
	var r, g, b, n uint32
	stepX, stepY := max(1, part.Dx()/8), max(1, part.Dy()/8)
	for y := part.Min.Y; y < max(part.Max.Y, part.Min.Y+1); y += stepY {
		for x := part.Min.X; x < max(part.Max.X, part.Min.X+1); x += stepX {
			pr, pg, pb, pa := src.At(x, y).RGBA()
			r, g, b, n = r+(pr+0xffff-pa)>>8, g+(pg+0xffff-pa)>>8, b+(pb+0xffff-pa)>>8, n+1
		}
	}
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255}
}
