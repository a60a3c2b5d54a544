// Candidates may spell a signature's types in their own way: std::vector<int> for
// std::vector<long long>, std::pair for a tuple of two, std::unordered_map for a map, char for a
// text of one letter.  Which spellings are kin, and how values are turned into them.
#ifndef ASSAY_KIN_HPP
#define ASSAY_KIN_HPP

namespace assay {

// An answer that cannot be sent.
struct Unanswerable {
  std::string text;
};

// What a function of the signature's name gives if the candidate wrote none that fits.
struct None {};

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>;
template <class T>
concept Map = requires {
  typename T::mapped_type;
};
template <class T>
concept Set = requires {
  typename T::key_type;
}
&&!Map<T>;
template <class T>
concept Tuple = requires {
  std::tuple_size<T>::value;
};
template <class T>
concept Sequence = requires(const T& items) {
  typename T::value_type;
  items.begin();
}
&&!Tuple<T> && !Map<T> && !Set<T> && !std::is_same_v<T, std::string>;
template <class T>
concept Vector = Sequence<T> && requires(T& items) {
  items.push_back(*items.begin());
};
template <class T>
constexpr bool kOptional = false;
template <class T>
constexpr bool kOptional<std::optional<T>> = true;
template <class T>
constexpr bool kFunction = false;
template <class T>
constexpr bool kFunction<std::function<T>> = true;

template <class To, class From>
constexpr bool kin();

template <class To, class From, std::size_t... I>
constexpr bool kin_items(std::index_sequence<I...>) {
  if constexpr (!Tuple<From>) {
    return (kin<std::tuple_element_t<I, To>, typename From::value_type>() && ...);
  } else if constexpr (!Tuple<To>) {
    return (kin<typename To::value_type, std::tuple_element_t<I, From>>() && ...);
  } else {
    return (kin<std::tuple_element_t<I, To>, std::tuple_element_t<I, From>>() && ...);
  }
}

// Whether values of type `From` are taken for `To`: never if something would be cut off by it that
// is no matter of size.
template <class To, class From>
constexpr bool kin() {
  if constexpr (std::is_same_v<To, From>) {
    return true;
  } else if constexpr (Number<To> && Number<From>) {
    return std::is_floating_point_v<To> || std::is_integral_v<From>;
  } else if constexpr (std::is_same_v<To, char> || std::is_same_v<From, char>) {
    return std::is_same_v<To, std::string> || std::is_same_v<From, std::string>;
  } else if constexpr (Map<To> && Map<From>) {
    return kin<typename To::key_type, typename From::key_type>() &&
           kin<typename To::mapped_type, typename From::mapped_type>();
  } else if constexpr ((Set<To> && Set<From>) || (Vector<To> && Sequence<From>)) {
    return kin<typename To::value_type, typename From::value_type>();
  } else if constexpr (Tuple<To> && Tuple<From>) {
    if constexpr (std::tuple_size_v<To> != std::tuple_size_v<From>)
      return false;
    else
      return kin_items<To, From>(std::make_index_sequence<std::tuple_size_v<To>>());
  } else if constexpr (Tuple<To> && Sequence<From>) {
    return kin_items<To, From>(std::make_index_sequence<std::tuple_size_v<To>>());
  } else if constexpr (Vector<To> && Tuple<From>) {
    return kin_items<To, From>(std::make_index_sequence<std::tuple_size_v<From>>());
  } else if constexpr (kOptional<To> && kOptional<From>) {
    return kin<typename To::value_type, typename From::value_type>();
  } else {
    return kFunction<To> && kFunction<From> && std::is_convertible_v<From, To>;
  }
}

template <class To, class From>
To turn(const From& from) {
  if constexpr (std::is_same_v<To, From> || kFunction<To>) {
    return from;
  } else if constexpr (Number<To>) {
    return static_cast<To>(from);
  } else if constexpr (std::is_same_v<To, std::string>) {
    return To(1, from);
  } else if constexpr (std::is_same_v<To, char>) {
    if (from.size() != 1)
      throw std::invalid_argument("`char` was asked for a text that is not one letter");
    return from[0];
  } else if constexpr (Map<To>) {
    To entries;
    for (const auto& [key, value] : from) {
      entries.insert({turn<typename To::key_type>(key), turn<typename To::mapped_type>(value)});
    }
    return entries;
  } else if constexpr (Tuple<To> && Sequence<From>) {
    constexpr std::size_t kSize = std::tuple_size_v<To>;
    if (from.size() != kSize) {
      throw Unanswerable{"expected " + std::to_string(kSize) + " values, got " +
                         std::to_string(from.size())};
    }
    return [&from]<std::size_t... I>(std::index_sequence<I...>) {
      return To{turn<std::tuple_element_t<I, To>>(*std::next(from.begin(), I))...};
    }
    (std::make_index_sequence<kSize>());
  } else if constexpr (Tuple<From>) {
    return std::apply(
        []<class... T>(const T&... item) {
          if constexpr (Tuple<To>) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
              return To{turn<std::tuple_element_t<I, To>>(item)...};
            }
            (std::index_sequence_for<T...>());
          } else {
            return To{turn<typename To::value_type>(item)...};
          }
        },
        from);
  } else if constexpr (kOptional<To>) {
    return from ? To(turn<typename To::value_type>(*from)) : To();
  } else {
    To items;
    for (const auto& item : from) {
      items.insert(items.end(), turn<typename To::value_type, typename From::value_type>(item));
    }
    return items;
  }
}

// An argument that becomes whatever kin is asked for, and keeps it.
template <class From>
class Like {
 public:
  explicit Like(From& from) : from_(&from) {}
  template <class To>
  requires(kin<std::remove_cv_t<To>, From>()) operator To() && {
    return turn<std::remove_cv_t<To>>(*from_);
  }
  template <class To>
  requires(kin<std::remove_cv_t<To>, From>()) operator To&() & {
    auto kept = std::make_shared<std::remove_cv_t<To>>(turn<std::remove_cv_t<To>>(*from_));
    give_back_ = [this, kept] { *from_ = turn<From>(*kept); };
    return *kept;
  }
  // What was done to it, if it was lent.
  void give_back() const {
    if (give_back_) give_back_();
  }

 private:
  From* from_;
  std::function<void()> give_back_;  // owns what was lent
};

// --- calling what a candidate wrote --------------------------------------------------------------

// How it takes its arguments: to keep, by reference, or either in a spelling of its own.
enum class Way { none, moved, lent, turned, turned_lent };

template <class F, class... A>
constexpr bool kTakes = [] {
  if constexpr (std::is_invocable_v<const F&, A...>) {
    return !std::is_same_v<std::invoke_result_t<const F&, A...>, None>;
  }
  return false;
}();

template <class F, class... A>
constexpr Way way() {
  if constexpr (kTakes<F, A...>)
    return Way::moved;
  else if constexpr (kTakes<F, A&...>)
    return Way::lent;
  else if constexpr (kTakes<F, Like<A>...>)
    return Way::turned;
  else
    return kTakes<F, Like<A>&...> ? Way::turned_lent : Way::none;
}

// What `f` makes of the arguments; what was turned for it lives in `turned`.
template <class F, class... A>
decltype(auto) call(const F& f, std::tuple<Like<A>...>& turned, A&... a) {
  constexpr Way kWay = way<F, A...>();
  const auto with = [&](auto&&... like) -> decltype(auto) {
    if constexpr (kWay == Way::turned)
      return f(std::move(like)...);
    else
      return f(like...);
  };
  if constexpr (kWay == Way::moved)
    return f(std::move(a)...);
  else if constexpr (kWay == Way::lent)
    return f(a...);
  else if constexpr (kWay != Way::none)
    return std::apply(with, turned);
  else
    return None();
}

// The same of a function that changes its arguments in place.
template <class F, class... A>
void change(const F& f, std::tuple<Like<A>...>& turned, A&... a) {
  if constexpr (kTakes<F, A&...>) {
    f(a...);
  } else {
    std::apply(
        [&](auto&... like) {
          f(like...);
          (like.give_back(), ...);
        },
        turned);
  }
}

template <class F, class... A>
using Given = decltype(call(std::declval<const F&>(), std::declval<std::tuple<Like<A>...>&>(),
                            std::declval<A&>()...));

// Whether what a function gives is taken for what it should: not if something would be cut off.
template <class Got, class Result>
constexpr bool kStandsFor = (std::is_convertible_v<Got, Result> &&
                             !(std::is_integral_v<Result> &&
                               std::is_floating_point_v<std::remove_cvref_t<Got>>)) ||
                            kin<Result, std::remove_cvref_t<Got>>();

template <class Result, class Got>
Result answered(Got&& got) {
  if constexpr (std::is_convertible_v<Got, Result>)
    return static_cast<Result>(std::forward<Got>(got));
  else
    return turn<Result>(got);
}

}  // namespace assay

#endif
