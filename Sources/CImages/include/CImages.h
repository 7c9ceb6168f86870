#ifndef ETCH_CIMAGES_H
#define ETCH_CIMAGES_H
#include <stddef.h>
#include <stdint.h>

// libpng and libjpeg report errors by longjmp, which must not cross Swift frames. These functions
// keep every jump inside one C call: they return 1, or 0 and a sentence in `message`.

typedef struct {
  uint32_t width;
  uint32_t height;
  uint32_t channels;  // 1 (grey) or 3 (RGB), 8 bits each
  uint8_t *pixels;    // row-major, to be released with cimages_release; NULL after a describe
  int lacks_memory;   // whether it failed for that alone
  char message[200];
} CImagesPicture;

typedef struct {
  uint8_t *bytes;  // to be released with cimages_release
  size_t count;
  char message[200];
} CImagesBytes;

int cimages_png_describe(const uint8_t *data, size_t count, CImagesPicture *picture);
int cimages_png_decode(
    const uint8_t *data, size_t count, uint64_t maximum_pixels, CImagesPicture *picture);
int cimages_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels,
    CImagesBytes *encoded);

int cimages_jpeg_describe(const uint8_t *data, size_t count, CImagesPicture *picture);
int cimages_jpeg_decode(
    const uint8_t *data, size_t count, uint64_t maximum_pixels, CImagesPicture *picture);

void cimages_release(void *memory);
#endif
