// Known to be broken: a signed number overflows. UndefinedBehaviorSanitizer must say so.
#include <limits>

int main(int argc, char**) {
  volatile int number = std::numeric_limits<int>::max();
  number = number + argc;
  return number == 0 ? 1 : 0;
}
