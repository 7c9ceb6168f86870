#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImages.h"

typedef struct {
  jmp_buf jump;
  png_structp png;
  png_infop info;
  png_bytep *rows;
  png_colorp palette;
  int colors;  // of the palette
  const uint8_t *data;
  size_t left;
  CImagesPicture *picture;  // what is read
  CImagesBytes *encoded;    // what is written
  size_t capacity;
  char *message;
} State;

static void fail(png_structp png, png_const_charp text) {
  State *state = png_get_error_ptr(png);
  strncpy(state->message, text, 199);
  state->message[199] = 0;
  // As png_malloc says it.
  if (state->picture && !strcmp(text, "Out of memory")) state->picture->lacks_memory = 1;
  longjmp(state->jump, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
  State *state = png_get_io_ptr(png);
  if (count > state->left) png_error(png, "the file ends too early");
  memcpy(target, state->data, count);
  state->data += count;
  state->left -= count;
}

static void write_bytes(png_structp png, png_bytep source, size_t count) {
  State *state = png_get_io_ptr(png);
  CImagesBytes *encoded = state->encoded;
  if (count > state->capacity - encoded->count) {
    size_t capacity = state->capacity * 2 + count + 4096;
    uint8_t *bytes = realloc(encoded->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    encoded->bytes = bytes;
    state->capacity = capacity;
  }
  memcpy(encoded->bytes + encoded->count, source, count);
  encoded->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

// Reads to the end of the header and asks for 8-bit grey, RGB or indices of the palette, without alpha.
static void read_header(State *state, CImagesPicture *picture, const uint8_t *data, size_t count) {
  png_structp png = state->png;
  state->data = data;
  state->left = count;
  png_set_read_fn(png, state, read_bytes);
  png_set_user_limits(png, 1 << 20, 1 << 20);
  png_set_chunk_malloc_max(png, 8 << 20);
  // 1 keeps no texts: a thousand of them in a few megabytes would unpack to all memory.
  png_set_chunk_cache_max(png, 1);
  png_read_info(png, state->info);
  picture->width = png_get_image_width(png, state->info);
  picture->height = png_get_image_height(png, state->info);
  int color = png_get_color_type(png, state->info);
  int depth = png_get_bit_depth(png, state->info);
  picture->channels = color & PNG_COLOR_MASK_COLOR ? 3 : 1;
  if (color == PNG_COLOR_TYPE_PALETTE) {
    png_set_packing(png);
    png_get_PLTE(png, state->info, &state->palette, &state->colors);
  }
  if (color == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
  if (depth == 16) png_set_scale_16(png);
  png_set_strip_alpha(png);
}

static int begin_read(State *state, CImagesPicture *picture) {
  memset(picture, 0, sizeof *picture);
  state->picture = picture;
  state->message = picture->message;
  state->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, state, fail, ignore);
  if (state->png) state->info = png_create_info_struct(state->png);
  if (state->info) return 1;
  picture->lacks_memory = 1;
  strcpy(picture->message, "out of memory");
  return 0;
}

static void end_read(State *state) {
  free(state->rows);
  png_destroy_read_struct(&state->png, &state->info, NULL);
}

// Puts colours in the place of indices, which libpng would make black where the palette has none.
static void expand_palette(State *state, const CImagesPicture *picture) {
  for (size_t y = 0; y < picture->height; y++) {
    uint8_t *row = state->rows[y];
    // From the end, since a colour takes the room of three indices.
    for (size_t x = picture->width; x-- > 0;) {
      int index = row[x];
      if (index >= state->colors) png_error(state->png, "a pixel has a colour beyond the palette");
      png_color color = state->palette[index];
      row[3 * x] = color.red;
      row[3 * x + 1] = color.green;
      row[3 * x + 2] = color.blue;
    }
  }
}

static void read_pixels(State *state, CImagesPicture *picture, uint64_t maximum_pixels) {
  png_structp png = state->png;
  if ((uint64_t)picture->width * picture->height > maximum_pixels)
    png_error(png, "the picture has more pixels than allowed");
  png_set_interlace_handling(png);
  png_read_update_info(png, state->info);
  size_t row = (size_t)picture->width * picture->channels;
  size_t read = state->palette ? picture->width : row;
  if (png_get_rowbytes(png, state->info) != read) png_error(png, "unexpected pixel format");
  // Zeroed, so that a damaged file can never show what the memory held before.
  picture->pixels = calloc(picture->height, row);
  state->rows = calloc(picture->height, sizeof *state->rows);
  if (!picture->pixels || !state->rows) {
    picture->lacks_memory = 1;
    png_error(png, "out of memory");
  }
  for (size_t y = 0; y < picture->height; y++) state->rows[y] = picture->pixels + y * row;
  png_read_image(png, state->rows);
  if (state->palette) expand_palette(state, picture);
  png_read_end(png, NULL);
}

static int run(
    const uint8_t *data, size_t count, CImagesPicture *picture, int pixels,
    uint64_t maximum_pixels) {
  State state = {0};
  int good = 0;
  if (!begin_read(&state, picture)) {
    end_read(&state);
    return 0;
  }
  if (!setjmp(state.jump)) {
    read_header(&state, picture, data, count);
    if (pixels) read_pixels(&state, picture, maximum_pixels);
    good = 1;
  } else {
    free(picture->pixels);
    picture->pixels = NULL;
    good = 0;
  }
  end_read(&state);
  return good;
}

int cimages_png_describe(const uint8_t *data, size_t count, CImagesPicture *picture) {
  return run(data, count, picture, 0, 0);
}

int cimages_png_decode(
    const uint8_t *data, size_t count, uint64_t maximum_pixels, CImagesPicture *picture) {
  return run(data, count, picture, 1, maximum_pixels);
}

int cimages_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels,
    CImagesBytes *encoded) {
  State state = {0};
  int good = 0;
  memset(encoded, 0, sizeof *encoded);
  state.encoded = encoded;
  state.message = encoded->message;
  state.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, fail, ignore);
  if (state.png) state.info = png_create_info_struct(state.png);
  if (!state.info) {
    strcpy(encoded->message, "out of memory");
    png_destroy_write_struct(&state.png, &state.info);
    return 0;
  }
  if (!setjmp(state.jump)) {
    png_set_write_fn(state.png, &state, write_bytes, flush_nothing);
    png_set_user_limits(state.png, 1 << 20, 1 << 20);
    png_set_IHDR(
        state.png, state.info, width, height, 8,
        channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // All fixed, so that the same picture is the same bytes.
    png_set_filter(state.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
    png_set_compression_level(state.png, 6);
    png_set_compression_mem_level(state.png, 8);
    png_set_compression_window_bits(state.png, 15);
    png_set_compression_strategy(state.png, 0);
    png_write_info(state.png, state.info);
    for (size_t y = 0; y < height; y++)
      png_write_row(state.png, pixels + y * (size_t)width * channels);
    png_write_end(state.png, NULL);
    good = 1;
  } else {
    free(encoded->bytes);
    encoded->bytes = NULL;
    encoded->count = 0;
    good = 0;
  }
  png_destroy_write_struct(&state.png, &state.info);
  return good;
}

void cimages_release(void *memory) { free(memory); }
