#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImages.h"

typedef struct {
  struct jpeg_error_mgr manager;  // first: libjpeg hands its address to the functions below
  struct jpeg_decompress_struct jpeg;
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  uint8_t *row;
  char *message;
} State;

static void fail(j_common_ptr jpeg) {
  State *state = (State *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  strncpy(state->message, text, 199);
  state->message[199] = 0;
  longjmp(state->jump, 1);
}

static void fail_with(State *state, const char *text) {
  strncpy(state->message, text, 199);
  longjmp(state->jump, 1);
}

// libjpeg only warns where picture data is missing and fills up with grey; here that is an error.
static void on_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  int code = jpeg->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE) fail(jpeg);
}

static void ignore(j_common_ptr jpeg) { (void)jpeg; }

// A tiny progressive file may ask for thousands of passes over a huge picture.
static void on_progress(j_common_ptr jpeg) {
  if (jpeg->is_decompressor && ((j_decompress_ptr)jpeg)->input_scan_number > 500)
    fail_with((State *)jpeg->err, "more than 500 scans");
}

static void read_header(State *state, const uint8_t *data, size_t count, CImagesPicture *picture) {
  j_decompress_ptr jpeg = &state->jpeg;
  jpeg_create_decompress(jpeg);
  state->progress.progress_monitor = on_progress;
  jpeg->progress = &state->progress;
  jpeg_mem_src(jpeg, (unsigned char *)data, count);
  jpeg_read_header(jpeg, TRUE);
  picture->width = jpeg->image_width;
  picture->height = jpeg->image_height;
  picture->channels = jpeg->num_components == 1 ? 1 : 3;
}

// Inks are stored inverted where an Adobe marker is present, as all programs write them.
static void convert_inks(
    const uint8_t *inks, uint8_t *target, size_t width, int inverted) {
  for (size_t x = 0; x < width; x++) {
    unsigned black = inverted ? inks[4 * x + 3] : 255u - inks[4 * x + 3];
    for (size_t c = 0; c < 3; c++) {
      unsigned ink = inverted ? inks[4 * x + c] : 255u - inks[4 * x + c];
      target[3 * x + c] = (uint8_t)((ink * black + 127) / 255);
    }
  }
}

static void read_pixels(
    State *state, size_t count, CImagesPicture *picture, uint64_t maximum_pixels) {
  j_decompress_ptr jpeg = &state->jpeg;
  uint64_t pixels = (uint64_t)picture->width * picture->height;
  if (pixels > maximum_pixels) fail_with(state, "the picture has more pixels than allowed");
  // Even a picture of one colour takes about a bit for 64 pixels; libjpeg would first clear memory for all.
  if (pixels / 4096 > count) fail_with(state, "the file is too short for a picture of this size");
  int inks = jpeg->num_components == 4;
  jpeg->out_color_space = inks ? JCS_CMYK : picture->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(jpeg);
  if (jpeg->output_width != picture->width || jpeg->output_height != picture->height ||
      jpeg->output_components != (inks ? 4 : (int)picture->channels))
    fail_with(state, "unexpected pixel format");
  size_t width = (size_t)picture->width * picture->channels;
  picture->pixels = calloc(picture->height, width);
  state->row = calloc(picture->width, 4);
  if (!picture->pixels || !state->row) fail_with(state, "out of memory");
  while (jpeg->output_scanline < jpeg->output_height) {
    uint8_t *target = picture->pixels + width * jpeg->output_scanline;
    JSAMPROW row = inks ? state->row : target;
    if (jpeg_read_scanlines(jpeg, &row, 1) != 1) fail_with(state, "the file ends too early");
    if (inks) convert_inks(row, target, picture->width, jpeg->saw_Adobe_marker);
  }
  jpeg_finish_decompress(jpeg);
}

static int run(
    const uint8_t *data, size_t count, CImagesPicture *picture, int pixels,
    uint64_t maximum_pixels) {
  State *state = calloc(1, sizeof *state);
  memset(picture, 0, sizeof *picture);
  if (!state) {
    strcpy(picture->message, "out of memory");
    return 0;
  }
  state->message = picture->message;
  state->jpeg.err = jpeg_std_error(&state->manager);
  state->manager.error_exit = fail;
  state->manager.emit_message = on_message;
  state->manager.output_message = ignore;
  int good;
  if (!setjmp(state->jump)) {
    read_header(state, data, count, picture);
    if (pixels) read_pixels(state, count, picture, maximum_pixels);
    good = 1;
  } else {
    free(picture->pixels);
    picture->pixels = NULL;
    good = 0;
  }
  jpeg_destroy_decompress(&state->jpeg);
  free(state->row);
  free(state);
  return good;
}

int cimages_jpeg_describe(const uint8_t *data, size_t count, CImagesPicture *picture) {
  return run(data, count, picture, 0, 0);
}

int cimages_jpeg_decode(
    const uint8_t *data, size_t count, uint64_t maximum_pixels, CImagesPicture *picture) {
  return run(data, count, picture, 1, maximum_pixels);
}
